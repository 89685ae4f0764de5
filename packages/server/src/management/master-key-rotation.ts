import type { Actor } from '../domain/caller.ts'
import { ConfigError } from '../config/config-error.ts'
import type { MasterKeysInUse } from '../config/master-keys-in-use.ts'
import type { Clock } from '../domain/clock.ts'
import { RequestError } from '../domain/errors.ts'
import type { IdGenerator } from '../domain/ids.ts'
import { repeat } from '../engine/repeat.ts'
import type { Store } from '../stores/store.ts'
import { auditEntry } from './audit-entry.ts'
import { resealWebhooks, type ResealingDependencies } from './reseal-webhooks.ts'
import { allSealedTexts } from './sealed-webhooks.ts'

export interface MasterKeyStatus {
  readonly source: MasterKeysInUse['source']
  /** The key that seals. */
  readonly name: string
  /** Those that unseal what it has not sealed yet. */
  readonly formerNames: readonly string[]
  /** Sealed texts in all. */
  readonly texts: number
  /** How many of them stand under a former key. */
  readonly remaining: number
  /** How many of those no key unseals: they are damaged. */
  readonly unreadable: number
}

/**
 * Changes the master key while the server runs. The new key goes in front of the ring; then
 * everything that was sealed under a former one is sealed anew, in the background and in small
 * transactions. Nothing has to be remembered for that but the ring itself, so a run that is cut off
 * is taken up at the next start. Once nothing stands under a former key, it leaves the ring.
 */
export interface MasterKeyRotation {
  /** Takes up what an earlier run, or a change of the environment, has left to do. */
  start(): void
  status(): MasterKeyStatus
  /** Throws `conflict` while the last rotation is under way, and where the ring is not ours to change. */
  rotate(actor: Actor | null): Promise<MasterKeyStatus>
  stop(): Promise<void>
}

export interface RotationDependencies extends ResealingDependencies {
  readonly masterKeys: MasterKeysInUse
  readonly store: Pick<Store, 'replaceSealed' | 'recordAudit' | 'shared'>
  readonly clock: Clock
  readonly ids: IdGenerator
  /** For the log: a sentence for the operator. */
  readonly tell: (sentence: string) => void
  readonly onError: (error: unknown, doing: string) => void
}

const turnEveryMs = 5000

/**
 * What was sealed just before the new key came may still be on its way into the store. A former key
 * stays until a look that began this much later finds nothing under it.
 */
const settleMs = 30_000

export function createMasterKeyRotation(dependencies: RotationDependencies): MasterKeyRotation {
  const { masterKeys, store, engine, clock, tell, onError } = dependencies
  let unreadable: ReadonlySet<string> = new Set()
  let ringChangedAtMs = clock.monotonicMs()
  let isFinished = false
  let isAdding = false
  let isStopped = false
  let running: Promise<void> | null = null
  let timer: { stop(): Promise<void> } | null = null

  function status(): MasterKeyStatus {
    let texts = 0
    let remaining = 0
    for (const { sealed } of allSealedTexts(engine.catalog)) {
      texts += 1
      if (!masterKeys.isCurrent(sealed)) remaining += 1
    }
    const [name, ...formerNames] = masterKeys.names
    const { source } = masterKeys
    return { source, name, formerNames, texts, remaining, unreadable: unreadable.size }
  }

  function wake(): void {
    running ??= turn()
      .catch((error: unknown) => onError(error, 'sealing under the new master key'))
      .finally(() => {
        running = null
      })
  }

  async function turn(): Promise<void> {
    if (isFinished || masterKeys.names.length === 1) return
    const beganAtMs = clock.monotonicMs()
    const before = unreadable.size
    unreadable = await resealWebhooks(dependencies, () => isStopped)
    if (unreadable.size > before) {
      tell(
        `${unreadable.size} sealed texts are damaged and can be unsealed by no key. Give their webhooks new secrets.`,
      )
    }
    if (status().remaining > 0 || beganAtMs - ringChangedAtMs < settleMs) return
    await retire()
  }

  async function retire(): Promise<void> {
    const [name, ...former] = masterKeys.names
    if (former.length === 0) return
    const isFile = masterKeys.source === 'file'
    if (isFile) await record('master_key.retire', { name, former }, null)
    await store.shared?.keepKeyCheck(name)
    masterKeys.dropFormerKeys()
    isFinished = true
    tell(
      isFile
        ? `Everything is sealed under the master key ${name}; ${former.join(', ')} has left the file.`
        : `Everything is sealed under the master key ${name}; ${former.join(', ')} can be taken out of POSTHORN_MASTER_KEY.`,
    )
  }

  async function record(
    action: string,
    detail: Readonly<Record<string, unknown>>,
    actor: Actor | null,
  ): Promise<void> {
    const change = { workspaceId: null, actor, action, targetId: 'master_key', detail }
    await store.recordAudit(auditEntry(dependencies, change))
  }

  function assertMayRotate(): void {
    if (masterKeys.source === 'environment') {
      throw new RequestError(
        'conflict',
        'The master key comes from POSTHORN_MASTER_KEY. Put a new key in front of it there and restart: everything is then sealed anew.',
      )
    }
    if (store.shared !== null && store.shared.workers > 1) {
      throw new RequestError(
        'conflict',
        'Several servers share this database, and this one cannot give the others a new key. Put it behind the one in use in POSTHORN_MASTER_KEY of each of them and restart them, and then in front of it.',
      )
    }
    const { remaining } = status()
    if (isAdding || remaining > unreadable.size) {
      throw new RequestError(
        'conflict',
        'The last rotation of the master key is still under way. Try again when nothing remains.',
      )
    }
  }

  return {
    start() {
      timer = repeat(async () => wake(), {
        clock,
        everyMs: turnEveryMs,
        onError: (error) => onError(error, 'looking for texts under a former master key'),
      })
      wake()
    },
    status,
    async rotate(actor) {
      assertMayRotate()
      isAdding = true
      try {
        await record('master_key.rotate', { former: masterKeys.names }, actor)
        masterKeys.addKey()
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error
        throw new RequestError('unavailable', error.message, { cause: error })
      } finally {
        isAdding = false
      }
      ringChangedAtMs = clock.monotonicMs()
      isFinished = false
      const begun = status()
      wake()
      return begun
    },
    async stop() {
      isStopped = true
      await timer?.stop()
      await running
    },
  }
}
