import type { Event } from '../domain/event.ts'
import type { Erasure } from '../domain/erasure.ts'
import type { Id } from '../domain/ids.ts'

/** More than a process is asked to erase while anything that it held before waits in its memory. */
const mostRemembered = 10_000

/**
 * Subjects of which everything that was published before is erased. What a node holds of them in
 * memory, or is just being handed, must not be sent any more.
 */
export class ErasedSubjects {
  readonly #before = new Map<string, Id>()

  note({ id, workspaceId, subject }: Pick<Erasure, 'id' | 'workspaceId' | 'subject'>): void {
    if (subject === null) return
    const name = nameOf(workspaceId, subject)
    this.#before.delete(name)
    this.#before.set(name, id)
    const [oldest] = this.#before.keys()
    if (this.#before.size > mostRemembered && oldest !== undefined) this.#before.delete(oldest)
  }

  covers({ id, workspaceId, subject }: Event): boolean {
    if (subject === null || this.#before.size === 0) return false
    const before = this.#before.get(nameOf(workspaceId, subject))
    return before !== undefined && id < before
  }
}

function nameOf(workspaceId: Id, subject: string): string {
  return `${workspaceId} ${subject}`
}
