import type { Logger } from 'pino'
import type { App, AppFactory } from '../api/app-factory.ts'
import type { Config } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import { RequestError } from '../domain/errors.ts'
import type { Id } from '../domain/ids.ts'
import { readDevFile, writeDevFile } from './dev-file.ts'
import { createExamplePublisher } from './example-events.ts'
import { originOf } from './inbox-address.ts'
import { inboxOptions } from './inbox-options.ts'
import { registerInbox } from './inbox/register-inbox.ts'
import { prepareWorkspace } from './prepare-workspace.ts'

export interface DevServer {
  /** Scheme, host and port, for programs on this machine. */
  readonly origin: string
  readonly key: string
  stop(): Promise<void>
}

export interface DevOptions {
  readonly createApp: AppFactory
  readonly config: Config
  readonly secrets: Secrets
  readonly log: Logger
}

/** Starts a server with an inbox, and a workspace in it that is ready to be played with. */
export async function startDev(options: DevOptions): Promise<DevServer> {
  const { config, secrets, log } = options
  const remembered = readDevFile(config.dataDir)
  let workspaceId: Id | null = remembered?.workspaceId ?? null
  let publishExample = refuseWhileStarting
  const app = await options.createApp({
    config,
    secrets,
    log,
    addRoutes: (server, context) =>
      registerInbox(
        server,
        inboxOptions({
          config,
          context,
          workspaceId: () => workspaceId,
          publishExample: () => publishExample(),
        }),
      ),
  })
  try {
    const origin = originOf(config.host, await listenOnNextPort(app, config))
    const prepared = await prepareWorkspace(app.context, origin, remembered)
    workspaceId = prepared.workspaceId
    publishExample = createExamplePublisher(app.context, prepared.workspaceId)
    writeDevFile(config.dataDir, {
      url: origin,
      key: prepared.key,
      adminKey: app.newAdminKey ?? remembered?.adminKey ?? null,
      workspaceId: prepared.workspaceId,
      webhookId: prepared.webhookId,
    })
    if (prepared.isNew) await publishExample()
    return { origin, key: prepared.key, stop: () => app.stop() }
  } catch (error) {
    await app.stop()
    throw error
  }
}

async function refuseWhileStarting(): Promise<void> {
  throw new RequestError('unavailable', 'Posthorn is still starting. Try again.')
}

const portsToTry = 100

async function listenOnNextPort(app: App, { host, port }: Config): Promise<number> {
  for (let next = port; ; next++) {
    try {
      return await app.listen({ host, port: next })
    } catch (error) {
      if (!isPortTaken(error) || next >= Math.min(port + portsToTry, 65_535)) throw error
    }
  }
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
