import { join } from 'node:path'
import { startPython } from './python.ts'

export interface JsonByPython extends AsyncDisposable {
  /** The bytes of `json.dumps(json.loads(text)).encode()`. */
  respell(text: Uint8Array): Promise<Buffer>
}

export function startJsonByPython(): JsonByPython {
  const program = startPython([join(import.meta.dirname, 'json-by-python.py')])
  return {
    async respell(text) {
      const line = Buffer.from(text).toString('base64')
      return Buffer.from(await program.ask(line), 'base64')
    },
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  }
}
