import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { eventually } from './eventually.ts'
import { python } from './python.ts'
import type { ReceivedRequest } from './receiver.ts'

const codeFile = join(import.meta.dirname, '../fixtures/generic-page-flask.txt')
const runner = join(import.meta.dirname, 'flask-receiver.py')

/** The generic page's Flask code, as it stands there, in a real Flask that has one secret. */
export interface FlaskPage extends AsyncDisposable {
  /** Hands it a request again, with the signature that stands in this header. */
  readonly accepts: (request: ReceivedRequest, header: string) => Promise<boolean>
}

export async function startFlaskPage(secret: string): Promise<FlaskPage> {
  const child = spawn(python, [runner, codeFile, secret], { stdio: ['ignore', 'pipe', 'pipe'] })
  const complaints: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  let port = 0
  createInterface(child.stdout).on('line', (line) => {
    const said = JSON.parse(line)
    if (said.port !== undefined) port = said.port
  })
  await eventually('Flask to listen', () => {
    if (child.exitCode === null) return port > 0
    throw new Error(
      `Flask did not start. Is it installed? (apt-get install python3-flask)\n${Buffer.concat(complaints).toString()}`,
    )
  })
  return {
    async accepts({ body, headers }, header) {
      const answer = await fetch(`http://127.0.0.1:${port}/webhook`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-webhook-signature': String(headers[header] ?? ''),
        },
        body: new Uint8Array(body),
      })
      return answer.status === 200
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.kill()
      await exited
    },
  }
}
