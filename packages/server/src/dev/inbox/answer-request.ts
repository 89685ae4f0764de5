import type { ServerResponse } from 'node:http'
import { retryAfterS, type Behaviour } from './behaviour.ts'
import type { Verdict } from './check-signatures.ts'

interface Plan {
  /** null: never. */
  readonly delayMs: number | null
  readonly status: number
  readonly text: string
}

/** Answers as the inbox is told to. Resolves with null when the sender did not wait for it. */
export async function answerRequest(
  response: ServerResponse,
  behaviour: Behaviour,
  verdict: Verdict,
): Promise<number | null> {
  const { delayMs, status, text } = planOf(behaviour, verdict)
  if (delayMs !== 0 && !(await isStillThereAfter(response, delayMs))) return null
  if (status === 429 || status === 503) response.setHeader('retry-after', retryAfterS)
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
  return status
}

function planOf(behaviour: Behaviour, verdict: Verdict): Plan {
  const asSigned =
    verdict === 'verified'
      ? { status: 200, text: 'OK' }
      : { status: 401, text: 'The signature does not verify' }
  switch (behaviour.kind) {
    case 'accept':
      return { delayMs: 0, ...asSigned }
    case 'slow':
      return { delayMs: behaviour.delayS * 1000, ...asSigned }
    case 'stall':
      return { delayMs: null, ...asSigned }
    case 'fail':
      return { delayMs: 0, status: behaviour.status, text: 'The inbox was told to fail' }
  }
}

/** False as soon as the connection is closed from the other side. */
function isStillThereAfter(response: ServerResponse, delayMs: number | null): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = delayMs === null ? null : setTimeout(() => end(true), delayMs)
    const onClose = (): void => end(false)
    function end(isStillThere: boolean): void {
      if (timer !== null) clearTimeout(timer)
      response.off('close', onClose)
      resolve(isStillThere)
    }
    response.once('close', onClose)
  })
}
