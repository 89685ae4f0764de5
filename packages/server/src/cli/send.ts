import { randomBytes, randomFillSync } from 'node:crypto'
import { loadConfig } from '../config/config.ts'
import { version } from '../config/version.ts'
import type { Event } from '../domain/event.ts'
import { createIdGenerator } from '../domain/ids.ts'
import { isSuccess, type AttemptOutcome } from '../domain/outcome.ts'
import type { OutgoingRequest } from '../domain/sender.ts'
import { createSigningSecret } from '../domain/signature-scheme.ts'
import { createAddressGuard } from '../egress/address-guard.ts'
import { parseTarget, type TargetRules } from '../egress/target.ts'
import { createSender } from '../egress/undici-sender.ts'
import { createProfile } from '../profiles/profile-definition.ts'
import { standardProfile } from '../profiles/standard/definition.ts'
import { standardEventTypes } from '../profiles/standard/event-types.ts'
import { pageScheme } from '../profiles/standard/signature-headers.ts'
import { CommandError, type Command } from './command.ts'
import type { Arguments } from './parse-arguments.ts'
import { dataOptions, readData } from './read-data.ts'
import { describeOutcome, describeRequest } from './render-exchange.ts'
import { print, type Terminal } from './terminal.ts'

export const sendCommand: Command = {
  name: 'send',
  summary: 'Send one signed request straight to a URL, without a server',
  positionals: [{ name: 'url', description: 'your receiver' }],
  options: [
    { name: 'type', value: '<type>', description: 'such as user.created', isRequired: true },
    ...dataOptions,
    {
      name: 'secret',
      value: '<secret>',
      description: "the receiver's secret; one is made and shown when there is none",
    },
    {
      name: 'signature',
      value: '<text>',
      description: 'sent as X-Webhook-Signature instead of a real one',
    },
  ],
  details:
    'Without data, an example of the type is sent. Plain HTTP and this machine may be reached, as in\n' +
    '`posthorn dev`; POSTHORN_ALLOW_NETWORKS opens more. Exits with 0 when the answer is a 2xx status.',
  async run(args, terminal) {
    const { config } = await loadConfig('dev', terminal.environment, terminal.cwd)
    const rules: TargetRules = {
      allowHttp: config.allowHttp,
      allowPorts: config.allowPorts,
      guard: createAddressGuard({
        allowNetworks: config.allowNetworks,
        denyNetworks: config.denyNetworks,
      }),
    }
    const target = parseTarget(args.positional('url'), rules)
    if (target.kind === 'fault') throw new CommandError(target.message)
    const data = (await readData(args, terminal)) ?? exampleOf(args.required('type'))
    const secret = args.option('secret') ?? `whsec_${randomBytes(32).toString('base64')}`
    const request = renderRequest(args, { url: target.href, data, secret })
    const { outcome, durationMs } = await exchange(request, rules, terminal)
    print(terminal, describeRequest(terminal, request))
    print(terminal, describeOutcome(terminal, outcome, durationMs))
    if (args.option('secret') === undefined && args.option('signature') === undefined) {
      print(terminal, `\nSigned with a secret made for this request: ${secret}`)
    }
    return isSuccess(outcome) ? 0 : 1
  },
}

function exampleOf(type: string): string {
  const known = standardEventTypes.find(({ name }) => name === type)
  return JSON.stringify(known?.example ?? { id: 'test_123' })
}

function renderRequest(
  args: Arguments,
  wanted: { readonly url: string; readonly data: string; readonly secret: string },
): OutgoingRequest {
  const nowMs = Date.now()
  const ids = createIdGenerator({ nowMs: () => nowMs, fillRandom: randomFillSync })
  const event: Event = {
    id: ids.next(),
    workspaceId: ids.next(),
    type: args.required('type'),
    data: Buffer.from(wanted.data),
    channels: [],
    subject: null,
    occurredAtMs: nowMs,
    acceptedAtMs: nowMs,
    isTest: true,
  }
  const profile = createProfile(standardProfile, { version, randomBytes }).delivery
  const body = profile.renderBody(event, { profileData: null })
  const headers = profile.renderHeaders({
    event,
    deliveryId: ids.next(),
    body,
    timestampS: Math.floor(nowMs / 1000),
    secrets: [createSigningSecret(wanted.secret)],
  })
  const signature = args.option('signature')
  return {
    url: wanted.url,
    headers: signature === undefined ? headers : withSignature(headers, signature),
    body,
    timeoutMs: profile.timeoutMs,
  }
}

/** The given signature alone: beside a real one it would prove nothing. */
function withSignature(headers: readonly string[], signature: string): string[] {
  const kept: string[] = []
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = headers.slice(at, at + 2)
    if (name !== pageScheme.header && !name.startsWith('webhook-')) kept.push(name, value)
  }
  return [...kept, pageScheme.header, signature]
}

async function exchange(
  request: OutgoingRequest,
  rules: TargetRules,
  terminal: Terminal,
): Promise<{ outcome: AttemptOutcome; durationMs: number }> {
  const sender = createSender({ rules })
  const stop = (): void => void sender.close()
  terminal.signal.addEventListener('abort', stop, { once: true })
  const startedMs = performance.now()
  const outcome = await sender.send(request)
  const durationMs = Math.round(performance.now() - startedMs)
  terminal.signal.removeEventListener('abort', stop)
  await sender.close()
  return { outcome, durationMs }
}
