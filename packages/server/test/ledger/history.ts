/** What clients did and what receivers saw, in the order in which this process learned of it. */
export interface History {
  readonly published: ReadonlyMap<number, Published>
  readonly arrivals: readonly Arrival[]
}

/** One event, known to the clients by its number. */
export interface Published {
  readonly workspace: string
  /**
   * - `acknowledged`: answered 202
   * - `refused`: answered 400, so that nothing of it may ever arrive
   * - `unknown`: the answer was lost or unclear, and the client left it at that
   */
  readonly outcome: 'acknowledged' | 'refused' | 'unknown'
  /** Of the 202. */
  readonly eventId: string | null
}

/** One request that a receiver got. */
export interface Arrival {
  readonly webhook: string
  readonly number: number
  readonly eventId: string
  readonly status: number
}

/** A webhook that gets everything of its workspace. */
export interface Subscriber {
  readonly webhook: string
  readonly workspace: string
  readonly isStrict: boolean
}

/** Each of the first five has to be empty. */
export interface Verdict {
  /** Acknowledged and not delivered. */
  readonly lost: readonly string[]
  /** Delivered, and never published, refused, or under another id than the acknowledged one. */
  readonly unexpected: readonly string[]
  /** One number under several ids: an idempotency key that did not hold. */
  readonly doubled: readonly string[]
  /** Begun in a strict lane before all that came earlier had been delivered. */
  readonly outOfOrder: readonly string[]
  /** Delivered more than once: 2xx answers beyond the first. */
  readonly duplicates: number
  /** Of unknown outcome, and delivered. */
  readonly recovered: number
  /** Deliveries that had to arrive, and did. */
  readonly delivered: number
}

/** The sets of Jepsen's queue checker, and the order of strict lanes. */
export function judge(history: History, subscribers: readonly Subscriber[]): Verdict {
  const byWebhook = new Map(subscribers.map((subscriber) => [subscriber.webhook, subscriber]))
  const idsOf = new Map<number, Set<string>>()
  const successes = new Map<string, number>()
  const unexpected: string[] = []
  for (const arrival of history.arrivals) {
    const { webhook, number, eventId, status } = arrival
    const ids = idsOf.get(number) ?? new Set()
    idsOf.set(number, ids.add(eventId))
    if (!isExpected(history, byWebhook.get(webhook), arrival)) unexpected.push(nameOf(arrival))
    if (status < 300) successes.set(nameOf(arrival), (successes.get(nameOf(arrival)) ?? 0) + 1)
  }
  const due = [...history.published]
    .filter(([, { outcome }]) => outcome === 'acknowledged')
    .flatMap(([number, { workspace }]) =>
      subscribers
        .filter((subscriber) => subscriber.workspace === workspace)
        .map(({ webhook }) => nameOf({ webhook, number })),
    )
  return {
    lost: due.filter((name) => !successes.has(name)),
    unexpected,
    doubled: [...idsOf].filter(([, ids]) => ids.size > 1).map(([number]) => String(number)),
    outOfOrder: subscribers
      .filter(({ isStrict }) => isStrict)
      .flatMap(({ webhook }) => faultsOfOrder(history.arrivals, webhook)),
    duplicates: [...successes.values()].reduce((sum, count) => sum + count - 1, 0),
    recovered: [...history.published].filter(
      ([number, { outcome }]) => outcome === 'unknown' && idsOf.has(number),
    ).length,
    delivered: due.filter((name) => successes.has(name)).length,
  }
}

function nameOf({ webhook, number }: Pick<Arrival, 'webhook' | 'number'>): string {
  return `${webhook} ${number}`
}

function isExpected(
  { published }: History,
  subscriber: Subscriber | undefined,
  { number, eventId }: Arrival,
): boolean {
  const event = published.get(number)
  if (event === undefined || subscriber?.workspace !== event.workspace) return false
  if (event.outcome === 'refused') return false
  return event.eventId === null || event.eventId === eventId
}

/** Numbers of one workspace are published in ascending order, each after the one before it. */
function faultsOfOrder(arrivals: readonly Arrival[], webhook: string): string[] {
  const seen = new Set<number>()
  let open: number | null = null
  let highest = -1
  const faults: string[] = []
  for (const arrival of arrivals) {
    if (arrival.webhook !== webhook) continue
    const { number, status } = arrival
    if (!seen.has(number)) {
      seen.add(number)
      const isEarly = open !== null && open !== number
      if (number < highest || isEarly) faults.push(nameOf(arrival))
      highest = Math.max(highest, number)
    }
    if (status >= 300) open = number
    else if (open === number) open = null
  }
  return faults
}
