import { join } from 'node:path'
import { startPython } from './python.ts'

/** The verifying code of Encrata's page, as it stands there, in a Python of its own. */
export interface EncrataPage extends AsyncDisposable {
  accepts(body: Uint8Array, secret: string, signature: string): Promise<boolean>
}

export function startEncrataPage(): EncrataPage {
  const program = join(import.meta.dirname, 'encrata-page.py')
  const page = join(import.meta.dirname, '../fixtures/encrata-page.txt')
  const python = startPython([program, page])
  return {
    async accepts(body, secret, signature) {
      const request = { body: Buffer.from(body).toString('base64'), secret, signature }
      return (await python.ask(JSON.stringify(request))) === 'True'
    },
    [Symbol.asyncDispose]: () => python[Symbol.asyncDispose](),
  }
}
