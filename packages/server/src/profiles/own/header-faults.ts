import type { ConfigPlace } from '../../config/config-place.ts'
import type { ProfileDefinition } from '../profile-definition.ts'

/** Any will do: what names the headers of an event does not look at it. */
const anyEvent = {
  id: '0'.repeat(32),
  workspaceId: '0'.repeat(32),
  type: 'any',
  data: Buffer.from('{}'),
  channels: [],
  occurredAtMs: 0,
  acceptedAtMs: 0,
  isTest: false,
}

/**
 * Whether two things would be sent in one header, which is reported: signatures that are no list,
 * different companions, headers of the event. List schemes may share a header, and companions of
 * one meaning too, if they are spelled alike.
 */
export function reportHeaderFaults(definition: ProfileDefinition, place: ConfigPlace): boolean {
  const uses = usesOf(definition)
  const taken = new Map<string, HeaderUse>()
  let isFaulty = false
  for (const use of uses) {
    const before = taken.get(use.header.toLowerCase())
    if (before === undefined) taken.set(use.header.toLowerCase(), use)
    else if (before.header !== use.header || before.meaning !== use.meaning) {
      isFaulty = true
      place.report(`sends two things in the header ${use.header}: ${before.what}, ${use.what}.`)
    }
  }
  return isFaulty
}

interface HeaderUse {
  readonly header: string
  /** Uses of one meaning may share the header. */
  readonly meaning: string
  readonly what: string
}

function usesOf(definition: ProfileDefinition): HeaderUse[] {
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
