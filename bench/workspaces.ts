import { join } from 'node:path'

import { singleLoad } from './contests.ts'
import type { Context } from './context.ts'
import { residentBytes } from './cpu.ts'
import { measure, openScene, warmUpSeconds } from './measure.ts'
import { median } from './median.ts'
import { ensureDir } from './paths.ts'
import { eventType, publishPaths } from './subjects/posthorn-api.ts'
import { startPosthorn, subjectOf, useAsSubject } from './subjects/posthorn.ts'

const webhooksEach = 10

export interface WorkspacesResult {
  readonly workspaces: number
  /** From starting the process to "ready", with one workspace and with all of them. */
  readonly emptyMs: number
  readonly fullMs: number
  /** Resident once it is ready, and after a load. */
  readonly emptyMemory: Memory
  readonly fullMemory: Memory
  readonly problems: readonly string[]
}

interface Memory {
  readonly readyBytes: number
  readonly loadedBytes: number
}

interface Start extends Memory {
  readonly readyAfterMs: number
}

/** Fills one server through its API, then starts it and an all but empty one in turn. */
export async function measureWorkspaces(context: Context): Promise<WorkspacesResult> {
  const { programs, options, say } = context
  await using scene = await openScene(programs, options.dataDir)
  const problems: string[] = []
  say(`workspaces: creating ${options.workspaces.toLocaleString('en')} of ten webhooks each…`)

  async function prepare(name: string, workspaces: number): Promise<() => Promise<Start>> {
    const dir = ensureDir(join(scene.dir, name))
    const first = await startPosthorn(dir)
    const { adminKey } = first.server
    const receiverPort = scene.receiver.port
    const { tokens } = (await useAsSubject(first, { receiverPort, workspaces, webhooksEach }))
      .target
    await first[Symbol.asyncDispose]()
    return async () => {
      const posthorn = await startPosthorn(dir, { adminKey })
      const readyBytes = residentBytes(posthorn.process.pid)
      const target = { port: posthorn.server.port, ...publishPaths, type: eventType, tokens }
      await using running = subjectOf(posthorn, target)
      const load = { ...singleLoad, seconds: warmUpSeconds }
      const shared = { programs, ...scene, running, fanOut: webhooksEach }
      problems.push(...(await measure({ ...shared, load })).problems)
      return {
        readyAfterMs: posthorn.readyAfterMs,
        readyBytes,
        loadedBytes: residentBytes(posthorn.process.pid),
      }
    }
  }

  const startEmpty = await prepare('empty', 1)
  const startFull = await prepare('full', options.workspaces)
  const empty: Start[] = []
  const full: Start[] = []
  for (let round = 1; round <= options.repeat; round++) {
    empty.push(await startEmpty())
    full.push(await startFull())
    say(
      `workspaces (${round} of ${options.repeat}): ready after ` +
        `${Math.round(full.at(-1)?.readyAfterMs ?? NaN)} ms, with one ${Math.round(empty.at(-1)?.readyAfterMs ?? NaN)} ms`,
    )
  }
  return {
    workspaces: options.workspaces,
    emptyMs: median(empty.map(({ readyAfterMs }) => readyAfterMs)),
    fullMs: median(full.map(({ readyAfterMs }) => readyAfterMs)),
    emptyMemory: middleMemory(empty),
    fullMemory: middleMemory(full),
    problems,
  }
}

function middleMemory(starts: readonly Memory[]): Memory {
  return {
    readyBytes: median(starts.map(({ readyBytes }) => readyBytes)),
    loadedBytes: median(starts.map(({ loadedBytes }) => loadedBytes)),
  }
}
