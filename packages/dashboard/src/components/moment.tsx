import { useNow } from './use-now.ts'
import { formatDistance, formatMoment } from './format-time.ts'

export interface MomentProps {
  /** RFC 3339 */
  readonly at: string
  /** True: the date and time stand there themselves, not how long ago it is. */
  readonly isExact?: boolean
}

/** A time: how far away it is, and when exactly. */
export function Moment({ at, isExact = false }: MomentProps) {
  const nowMs = useNow()
  const timeMs = Date.parse(at)
  const exact = formatMoment(timeMs)
  return (
    <time dateTime={at} title={exact}>
      {isExact ? exact : formatDistance(timeMs - nowMs)}
    </time>
  )
}
