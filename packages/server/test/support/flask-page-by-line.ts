import { join } from 'node:path'
import { startPython } from './python.ts'

/** The generic page's Flask code, as it stands there, asked without a network between. */
export interface FlaskPageByLine extends AsyncDisposable {
  readonly accepts: (body: Uint8Array, signature: string) => Promise<boolean>
}

export function startFlaskPageByLine(secret: string): FlaskPageByLine {
  const program = join(import.meta.dirname, 'flask-page-by-line.py')
  const page = join(import.meta.dirname, '../fixtures/generic-page-flask.txt')
  const python = startPython([program, page, secret])
  return {
    async accepts(body, signature) {
      const request = { body: Buffer.from(body).toString('base64'), signature }
      return (await python.ask(JSON.stringify(request))) === '200'
    },
    [Symbol.asyncDispose]: () => python[Symbol.asyncDispose](),
  }
}
