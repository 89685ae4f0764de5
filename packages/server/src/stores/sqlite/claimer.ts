import { StoreError } from '../store-error.ts'
import type { Taken } from './claims.ts'
import type { WriterSession } from './writer-session.ts'
import type { Writer } from './writer.ts'

/**
 * Makes each claim in a transaction of its own. Nobody was told what a claim of unknown outcome has
 * taken, so nobody would send it: the next claim takes it back first.
 */
export function createClaimer(
  writer: Pick<Writer, 'write'>,
): <Reply>(claim: (session: WriterSession) => Reply) => Reply {
  let inDoubt: readonly Taken[] = []

  return (claim) => {
    let taken: readonly Taken[] = []
    try {
      const reply = writer.write((session) => {
        session.claims.takeBack(inDoubt)
        const claimed = claim(session)
        taken = session.claims.taken
        return claimed
      })
      inDoubt = []
      return reply
    } catch (error) {
      if (error instanceof StoreError && error.outcome === 'unknown') {
        inDoubt = [...inDoubt, ...taken]
      }
      throw error
    }
  }
}
