/** What Posthorn tells whoever runs a workspace about its webhooks. */
export const operationalTypes = [
  'webhook.disabled',
  'webhook.recovered',
  'delivery.failed',
] as const

export type OperationalType = (typeof operationalTypes)[number]

const names: ReadonlySet<string> = new Set(operationalTypes)

/**
 * Deliveries of these raise none of them: nobody is told that somebody could not be told. And `*`
 * does not stand for them: who wants them names them.
 */
export function isOperational(type: string): boolean {
  return names.has(type)
}
