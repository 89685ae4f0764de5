/** How the inbox answers what it receives. */
export type Behaviour =
  /** 200 to what is signed correctly, 401 to anything else, as a receiver should. */
  | { readonly kind: 'accept' }
  | { readonly kind: 'fail'; readonly status: number }
  | { readonly kind: 'slow'; readonly delayS: number }
  | { readonly kind: 'stall' }

const failureStatuses: readonly number[] = [400, 404, 410, 429, 500, 502, 503]
const longestDelayS = 60

/** Sent with 429 and 503, the answers that say "come back later". */
export const retryAfterS = 5

/** null: not a behaviour. */
export function parseBehaviour(value: unknown): Behaviour | null {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null
  switch (value.kind) {
    case 'accept':
      return { kind: 'accept' }
    case 'stall':
      return { kind: 'stall' }
    case 'fail': {
      const status =
        'status' in value ? failureStatuses.find((each) => each === value.status) : undefined
      return status === undefined ? null : { kind: 'fail', status }
    }
    case 'slow': {
      const delayS = 'delayS' in value ? value.delayS : undefined
      const isAllowed = typeof delayS === 'number' && delayS >= 1 && delayS <= longestDelayS
      return isAllowed ? { kind: 'slow', delayS } : null
    }
    default:
      return null
  }
}
