import { join } from 'node:path'
import { startPython } from './python.ts'

/** The verifying code of graph8's page, as it stands there, in a Python of its own. */
export interface Graph8Page extends AsyncDisposable {
  accepts(body: Uint8Array, signature: string, secret: string): Promise<boolean>
}

export function startGraph8Page(): Graph8Page {
  const program = join(import.meta.dirname, 'graph8-page.py')
  const page = join(import.meta.dirname, '../fixtures/graph8-page.txt')
  const python = startPython([program, page])
  return {
    async accepts(body, signature, secret) {
      const request = { body: Buffer.from(body).toString('base64'), signature, secret }
      return (await python.ask(JSON.stringify(request))) === 'True'
    },
    [Symbol.asyncDispose]: () => python[Symbol.asyncDispose](),
  }
}
