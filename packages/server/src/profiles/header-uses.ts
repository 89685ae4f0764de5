import type { ProfileDefinition } from './profile-definition.ts'

/** Any will do: what names the headers of an event does not look at it. */
const anyEvent = {
  id: '0'.repeat(32),
  workspaceId: '0'.repeat(32),
  type: 'any',
  data: Buffer.from('{}'),
  channels: [],
  subject: null,
  occurredAtMs: 0,
  acceptedAtMs: 0,
  isTest: false,
}

/** Something that a profile sends in a header of its own choice. */
export interface HeaderUse {
  readonly header: string
  /** Uses of one meaning may share the header. */
  readonly meaning: string
  readonly what: string
}

/** Those of the event, and those of the signatures with their companions. */
export function headerUsesOf(
  definition: Pick<ProfileDefinition, 'eventHeaders' | 'signatures'>,
): HeaderUse[] {
  const ofEvent = definition
    .eventHeaders({ event: anyEvent, deliveryId: anyEvent.id })
    .filter((_, index) => index % 2 === 0)
    .map((header, index) => ({ header, meaning: `event ${index}`, what: 'a header of the event' }))
  const ofSchemes = definition.signatures.flatMap((scheme, index) => {
    const { header, idHeader, timestampHeader, list } = scheme
    const what = `signatures[${index}]`
    const uses: HeaderUse[] = []
    if (idHeader !== undefined) uses.push({ header: idHeader, meaning: 'id', what: 'the id' })
    if (timestampHeader !== undefined) {
      uses.push({ header: timestampHeader, meaning: 'timestamp', what: 'the timestamp' })
    }
    if (list !== undefined) {
      const meaning = `list ${JSON.stringify([list.separator, list.timestampPrefix])}`
      return [...uses, { header, meaning, what }]
    }
    // While secrets overlap, the newest one's signature stands beside the header.
    const next = { header: `${header}-Next`, meaning: `next ${index}`, what }
    return [...uses, { header, meaning: `signature ${index}`, what }, next]
  })
  return [...ofEvent, ...ofSchemes]
}
