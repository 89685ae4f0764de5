import type { Store } from '../../packages/server/src/stores/store.ts'

/**
 * A store that keeps the catalogue and forgets events: a commit is done before it began and writes
 * nothing. What is left is the rest of the pipeline, which no store could make faster.
 */
export function createForgetfulStore(store: Store): Store {
  return {
    ...store,
    commit: ({ publishes }) =>
      Promise.resolve({
        kind: 'committed',
        outcomes: publishes.map(() => ({ kind: 'accepted' })),
      }),
  }
}
