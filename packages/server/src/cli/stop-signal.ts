import { constants } from 'node:os'

/** npm passes on a Ctrl-C that the terminal has sent as well: two so close together are one. */
const sameWishMs = 500

/** Aborted by SIGINT and SIGTERM; the second wish of that kind ends the process at once. */
export function stopSignal(process: NodeJS.Process): AbortSignal {
  const stop = new AbortController()
  let firstAtMs = 0
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (!stop.signal.aborted) {
        firstAtMs = performance.now()
        stop.abort()
      } else if (performance.now() - firstAtMs > sameWishMs) {
        process.exit(128 + constants.signals[name])
      }
    })
  }
  return stop.signal
}
