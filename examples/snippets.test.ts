import { schemes, sign } from '@posthorn/sdk'
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { allBlocks, root, type CodeBlock } from './support/pages.ts'
import { createSnippetProject } from './support/snippet-project.ts'

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const probe = join(import.meta.dirname, 'support/probe-receiver.ts')

test('every TypeScript block of the pages compiles', () => {
  using project = createSnippetProject()
  const names = new Map(allBlocks('ts').map(({ name, code }) => [project.add(code), name]))
  assert.ok(names.size >= 12)
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', project.path], {
    encoding: 'utf8',
    cwd: '/',
  })
  const explained = [...names].reduce((text, [file, name]) => {
    return text.replaceAll(file.slice(1), name)
  }, stdout)
  assert.equal(explained, '')
})

const receivers = allBlocks('ts').filter(({ code }) => /export .*\breceive\b/.test(code))

test('the pages show receivers that can be run', () => {
  assert.ok(receivers.length >= 8)
})

for (const { name, code } of receivers) {
  test(`${name}: the receiver takes what is signed, again as well, and refuses the rest`, () => {
    using project = createSnippetProject()
    const type = /'(\w+\.\w+)'/.exec(code)?.[1] ?? 'user.created'
    const header = code.includes('schemes.webhookSignature') ? 'X-Webhook-Signature' : ''
    const args = ['--conditions=posthorn-source', probe, project.add(code), type, header]
    const output = execFileSync(process.execPath, args, {
      cwd: project.path,
      env: { PATH: process.env['PATH'] ?? '', WEBHOOK_SECRET: secret },
      encoding: 'utf8',
    })
    const answers = /^Answered: (.*)$/m.exec(output)?.[1] ?? 'null'
    assert.deepEqual(JSON.parse(answers), { forged: 401, genuine: 200, again: 200 })
  })
}

const body = '{"id":"evt_1","type":"user.created","data":{"name":"Zoë"}}'

async function signatures(): Promise<readonly (readonly [signature: string, isGood: boolean])[]> {
  const { 'X-Webhook-Signature': good = '' } = await sign(body, {
    secret,
    scheme: schemes.webhookSignature,
  })
  return [
    [good, true],
    [good.replace(/.$/, (last) => (last === '0' ? '1' : '0')), false],
    [good.slice(1), false],
    ['', false],
    ['é'.repeat(64), false],
    ['test_signature', false],
  ]
}

function onlyBlock(language: string, part: string): CodeBlock {
  const [block, ...others] = allBlocks(language).filter(({ code }) => code.includes(part))
  assert.ok(block !== undefined && others.length === 0, `one ${language} block with ${part}`)
  return block
}

test('the Node code without the SDK tells good signatures from bad ones', async () => {
  using project = createSnippetProject()
  const { isGenuine } = await import(project.add(onlyBlock('ts', 'isGenuine').code))
  for (const [signature, isGood] of await signatures()) {
    assert.equal(isGenuine(Buffer.from(body), signature, secret), isGood, signature)
  }
})

test('the Python code without the SDK tells good signatures from bad ones', async () => {
  const { code } = onlyBlock('python', 'is_genuine')
  const cases = await signatures()
  const script = `${code}
import json, sys
body, secret, cases = json.loads(sys.stdin.read())
print(json.dumps([is_genuine(body.encode(), signature, secret) for signature, _ in cases]))
`
  const input = JSON.stringify([body, secret, cases])
  const output = execFileSync('python3', ['-c', script], { input, encoding: 'utf8' })
  assert.deepEqual(
    JSON.parse(output),
    cases.map(([, isGood]) => isGood),
  )
})

test('the signed request of the page for tests is one that the SDK verifies', async () => {
  using project = createSnippetProject()
  const { signedRequest } = await import(project.add(onlyBlock('ts', 'signedRequest').code))
  const request: Request = await signedRequest('http://localhost/webhooks', secret)
  const { verify } = await import('@posthorn/sdk')
  const verification = await verify(await request.text(), request.headers, { secret })
  assert.deepEqual(verification.ok, true)
})

test('the body that the page shows has the fields of a real one, in their order', () => {
  const shown = onlyBlock('json', '"id": "evt_').code
  assert.deepEqual(Object.keys(JSON.parse(shown)), ['id', 'type', 'created_at', 'data'])
  const text = readFileSync(join(root, 'docs/receiving.md'), 'utf8')
  for (const header of ['X-Event-Type', 'X-Webhook-Signature', 'webhook-signature', 'webhook-id']) {
    assert.ok(text.includes(`| \`${header}\` |`), header)
  }
})
