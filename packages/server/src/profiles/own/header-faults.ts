import type { ConfigPlace } from '../../config/config-place.ts'
import { headerUsesOf, type HeaderUse } from '../header-uses.ts'
import type { ProfileDefinition } from '../profile-definition.ts'

/**
 * Whether two things would be sent in one header, which is reported: signatures that are no list,
 * different companions, headers of the event. List schemes may share a header, and companions of
 * one meaning too, if they are spelled alike.
 */
export function reportHeaderFaults(definition: ProfileDefinition, place: ConfigPlace): boolean {
  const uses = headerUsesOf(definition)
  const taken = new Map<string, HeaderUse>()
  let isFaulty = false
  for (const use of uses) {
    const before = taken.get(use.header.toLowerCase())
    if (before === undefined) taken.set(use.header.toLowerCase(), use)
    // The headers that they stand beside are one too, and have been reported.
    else if (isNext(before) && isNext(use)) continue
    else if (before.header !== use.header || before.meaning !== use.meaning) {
      isFaulty = true
      place.report(`sends two things in the header ${use.header}: ${before.what}, ${use.what}.`)
    }
  }
  return isFaulty
}

function isNext({ meaning }: HeaderUse): boolean {
  return meaning.startsWith('next ')
}
