import { test } from 'node:test'
import type { Store } from '../store.ts'

/** A store on data of its own. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store
  /** Ends this node as a crash would, and starts another on the same data. */
  readonly restart: () => Promise<Store>
}

export type OpenStore = () => Promise<StoreUnderTest>

export type StoreTest = (name: string, run: (opened: StoreUnderTest) => Promise<void>) => void

/** Registers tests that are each given an empty store. */
export function storeTest(open: OpenStore): StoreTest {
  return (name, run) =>
    void test(name, async () => {
      await using opened = await open()
      await run(opened)
    })
}
