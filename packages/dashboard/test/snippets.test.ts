import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  createSigningSecret,
  type SignatureScheme,
} from '../../server/src/domain/signature-scheme.ts'
import { appendSignedHeaders } from '../../server/src/domain/signed-headers.ts'
import { builtInProfiles } from '../../server/src/profiles/registry.ts'
import { showSignature } from '../../server/src/profiles/standard/profiles/signature-schema.ts'
import { python } from '../../server/test/support/python.ts'
import { github, stripe } from '../../server/test/support/signature-schemes.ts'
import { languages } from '../src/snippets/languages.ts'
import { nodeSnippet } from '../src/snippets/node-snippet.ts'
import { pythonSnippet } from '../src/snippets/python-snippet.ts'
import { sdkSnippet } from '../src/snippets/sdk-snippet.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = '{"id":"evt_1","name":"Zoë","n":1.0}'

interface Trial {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly secret: string
  readonly isGenuine: boolean
}

/** Requests that are good, and such as must not be taken for it. */
function trialsOf(scheme: SignatureScheme): Trial[] {
  const nowS = Math.floor(Date.now() / 1000)
  const good = { body, headers: headersOf(scheme, secret, nowS), secret, isGenuine: true }
  const other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
  const bad = [
    { ...good, body: `${body} ` },
    { ...good, secret: other },
    { ...good, headers: {} },
    { ...good, headers: { ...good.headers, [scheme.header]: 'nonsense' } },
    ...(scheme.content === 'body'
      ? []
      : [{ ...good, headers: headersOf(scheme, secret, nowS - 4000) }]),
  ]
  return [good, ...bad.map((trial) => ({ ...trial, isGenuine: false }))]
}

function headersOf(
  scheme: SignatureScheme,
  text: string,
  timestampS: number,
): Record<string, string> {
  const headers: string[] = []
  const secrets = [createSigningSecret(text)]
  appendSignedHeaders(headers, [scheme], { secrets, timestampS, body: Buffer.from(body) }, 'evt_1')
  const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] ?? '']] : []))
  return Object.fromEntries(pairs)
}

const schemes = [...builtInProfiles.flatMap(({ signatures }) => signatures), github, stripe]

const nodeProbe = `
import { readFileSync } from 'node:fs'
const answers = []
for (const { body, headers, secret } of JSON.parse(readFileSync(0, 'utf8'))) {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  process.env.WEBHOOK_SECRET = secret
  answers.push(await isGenuine(Buffer.from(body), HEADERS, secret))
}
console.log(JSON.stringify(answers))`

const pythonProbe = `
import json, sys
print(json.dumps([is_genuine(t["body"].encode(), t["headers"], t["secret"]) for t in json.load(sys.stdin)]))`

const probes = [
  {
    language: nodeSnippet,
    file: 'snippet.mjs',
    probe: nodeProbe.replace('HEADERS', 'lower'),
    command: [process.execPath],
  },
  {
    language: sdkSnippet,
    file: 'snippet.mts',
    probe: nodeProbe.replace('HEADERS', 'new Headers(headers)'),
    command: [process.execPath, '--conditions=posthorn-source'],
  },
  { language: pythonSnippet, file: 'snippet.py', probe: pythonProbe, command: [python] },
]

for (const { language, file, probe, command } of probes) {
  test(`the ${language.name} code verifies what every profile signs, and nothing else`, async () => {
    // Where the SDK is found.
    const directory = await mkdtemp(join(import.meta.dirname, '.snippet-'))
    try {
      for (const scheme of schemes) {
        const path = join(directory, file)
        await writeFile(path, `${language.render(showSignature(scheme))}\n${probe}\n`)
        const trials = trialsOf(scheme)
        const [program = '', ...options] = command
        const answers: unknown = JSON.parse(
          execFileSync(program, [...options, path], {
            input: JSON.stringify(trials),
            encoding: 'utf8',
          }),
        )
        assert.deepEqual(
          answers,
          trials.map(({ isGenuine }) => isGenuine),
          scheme.header,
        )
      }
    } finally {
      await rm(directory, { recursive: true })
    }
  })
}

test('each language has code for each signature, with the names of its headers', () => {
  for (const scheme of schemes) {
    for (const { render, name } of languages) {
      const code = render(showSignature(scheme)) ?? ''
      assert.ok(
        code.toLowerCase().includes(scheme.header.toLowerCase()),
        `${name} ${scheme.header}`,
      )
    }
  }
})
