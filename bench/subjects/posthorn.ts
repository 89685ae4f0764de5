import { join } from 'node:path'

import { freePort } from '../databases/free-port.ts'
import type { PublishTarget } from '../load.ts'
import { startProcess } from '../owned-process.ts'
import type { OwnedProcess } from '../owned-process.ts'
import { root } from '../paths.ts'
import {
  countSuccesses,
  createEventType,
  createWorkspace,
  eventType,
  newAdminKey,
  publishPaths,
  serverEnvironment,
  waitUntilReady,
} from './posthorn-api.ts'
import type { PosthornServer } from './posthorn-api.ts'
import type { RunningSubject, StartOptions, Subject } from './subject.ts'

/** What is published, and so what people run. */
const main = join(root, 'packages', 'server', 'dist', 'main.js')
/** As in the first line of packages/server/bin/posthorn.js. */
const nodeFlags = ['--max-semi-space-size=4']
/** Requests that set the server up go out this many at a time. */
const setUpConcurrency = 16

export interface RunningPosthorn extends AsyncDisposable {
  readonly server: PosthornServer
  readonly process: OwnedProcess
  /** From starting the process to its first "ready". */
  readonly readyAfterMs: number
}

export interface PosthornOptions {
  readonly program?: string
  readonly adminKey?: string
  /** Settings beside those of every run. */
  readonly env?: Readonly<Record<string, string>>
}

/** Starts `posthorn serve` on a data folder that may hold something already. */
export async function startPosthorn(
  dataDir: string,
  { program = main, adminKey = newAdminKey(), env = {} }: PosthornOptions = {},
): Promise<RunningPosthorn> {
  const server: PosthornServer = { port: await freePort(), adminKey }
  const startedAtMs = performance.now()
  const process_ = startProcess(process.execPath, [...nodeFlags, program, 'serve'], {
    env: { ...serverEnvironment(server, dataDir), ...env },
  })
  try {
    await waitUntilReady(server, process_.ended)
  } catch (error) {
    await process_.stop()
    throw new Error(`Posthorn did not start: ${process_.lastWords()}`, { cause: error })
  }
  return {
    server,
    process: process_,
    readyAfterMs: performance.now() - startedAtMs,
    [Symbol.asyncDispose]: process_.stop,
  }
}

export function createPosthornSubject(name: string, program: string = main): Subject {
  return {
    name,
    start: async (options) =>
      useAsSubject(await startPosthorn(join(options.dir, 'posthorn'), { program }), options),
  }
}

/** Gives a running server its event type, workspaces and webhooks. */
export async function useAsSubject(
  running: RunningPosthorn,
  options: Omit<StartOptions, 'dir'>,
): Promise<RunningSubject> {
  try {
    await createEventType(running.server)
    const tokens = await createWorkspaces(running.server, options)
    const { port } = running.server
    return subjectOf(running, { port, ...publishPaths, type: eventType, tokens })
  } catch (error) {
    await running.process.stop()
    throw error
  }
}

/** A running server that has its workspaces already. */
export function subjectOf(running: RunningPosthorn, target: PublishTarget): RunningSubject {
  return {
    target,
    serverPid: running.process.pid,
    countRecorded: () => countSuccesses(running.server),
    [Symbol.asyncDispose]: running.process.stop,
  }
}

async function createWorkspaces(
  server: PosthornServer,
  { receiverPort, workspaces, webhooksEach }: Omit<StartOptions, 'dir'>,
): Promise<string[]> {
  const tokens: string[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let workspace = next++; workspace < workspaces; workspace = next++) {
      const urls = Array.from(
        { length: webhooksEach },
        (_, n) => `http://127.0.0.1:${receiverPort}/w/${workspace * webhooksEach + n}`,
      )
      tokens.push(await createWorkspace(server, `bench ${workspace}`, urls))
    }
  }
  await Promise.all(Array.from({ length: setUpConcurrency }, work))
  return tokens
}
