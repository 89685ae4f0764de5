import { join } from 'node:path'
import { startPython } from './python.ts'

/** The verifying code of Endgrate's page, as it stands there, in a Python of its own. */
export interface EndgratePage extends AsyncDisposable {
  readonly accepts: (body: Uint8Array, signature: string) => Promise<boolean>
}

export function startEndgratePage(apiKey: string): EndgratePage {
  const program = join(import.meta.dirname, 'endgrate-page.py')
  const page = join(import.meta.dirname, '../fixtures/endgrate-page.txt')
  const python = startPython([program, page], { ENDGRATE_API_KEY: apiKey })
  return {
    async accepts(body, signature) {
      const request = { body: Buffer.from(body).toString('base64'), signature }
      return (await python.ask(JSON.stringify(request))) === 'VALID SIGNATURE'
    },
    [Symbol.asyncDispose]: () => python[Symbol.asyncDispose](),
  }
}
