import assert from 'node:assert/strict'
import { startEncrataPage } from './encrata-page.ts'
import { startEndgratePage } from './endgrate-page.ts'
import { startExpressPage } from './express-page.ts'
import { startFlaskPageByLine } from './flask-page-by-line.ts'
import { startGraph8Page } from './graph8-page.ts'
import type { ReceivedRequest } from './receiver.ts'
import { stringAt } from './string-at.ts'

type Accepts = (body: Uint8Array, secret: string, signature: string) => Promise<boolean>

/** By product, the verifying code of its document as it stands there. */
const verifiers: Readonly<Record<string, Accepts>> = {
  async encrata(body, secret, signature) {
    await using page = startEncrataPage()
    return await page.accepts(body, secret, signature)
  },
  async graph8(body, secret, signature) {
    await using page = startGraph8Page()
    return await page.accepts(body, signature, secret)
  },
  async endgrate(body, secret, signature) {
    await using page = startEndgratePage(secret)
    return await page.accepts(body, signature)
  },
  async standard(body, secret, signature) {
    await using express = await startExpressPage(secret)
    await using flask = startFlaskPageByLine(secret)
    const isAccepted = await express.accepts(body, signature)
    assert.equal(await flask.accepts(body, signature), isAccepted)
    return isAccepted
  },
}

export interface SignedRequest {
  /** Whose document verifies it. */
  readonly product: string
  readonly request: ReceivedRequest | undefined
  readonly secret: string
  /** Where the signature stands. */
  readonly header: string
}

/** The product's own code accepts what was sent, and does not with one byte changed. */
export async function assertVerifies(signed: SignedRequest): Promise<void> {
  const { product, request, secret, header } = signed
  const accepts = verifiers[product]
  assert.ok(request && accepts, product)
  const signature = stringAt(request.headers, header.toLowerCase())
  assert.ok(await accepts(request.body, secret, signature), product)
  const changed = Buffer.from(request.body)
  // In the name of the first member.
  changed.writeUInt8(changed.readUInt8(2) ^ 1, 2)
  assert.ok(!(await accepts(changed, secret, signature)), product)
}
