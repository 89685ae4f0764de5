import { PosthornError } from '@posthorn/sdk/client'
import { CookieRefusedError } from '../../api/open-portal.ts'
import { closeDirections } from '../../components/close-directions.ts'

/** Why nobody is let in, and what to do. */
export interface ClosedDoor {
  /** For the page around this one. */
  readonly reason: string
  readonly title: string
  readonly why: string
  readonly advice: string
}

export interface Surroundings {
  /** Whose portal it is; null: nobody says. */
  readonly name: string | null
  /** Whether it stands in a page of theirs. */
  readonly isFramed: boolean
}

type Told = Pick<ClosedDoor, 'title' | 'why'>

const unknown: Told = {
  title: 'This link is not valid',
  why: 'It was withdrawn, or a part of it was lost on the way.',
}

/** By what the server says, or what this page knows by itself. */
const told: ReadonlyMap<string, Told> = new Map([
  [
    'link_used',
    {
      title: 'This link was used already',
      why: 'A link opens once, in one browser. If that was this one, its session has ended.',
    },
  ],
  ['link_expired', { title: 'This link has expired', why: 'A link is good for an hour at most.' }],
  ['link_revoked', { title: 'This link was withdrawn', why: 'Whoever made it has ended it.' }],
  [
    'cookies_refused',
    {
      title: 'Cookies are blocked',
      why: 'Your browser kept no cookie for this page, so that it cannot know you again. The link is used up by now.',
    },
  ],
  [
    'session_ended',
    {
      title: 'Your session has ended',
      why: 'A session lasts an hour at most. What you have saved is kept.',
    },
  ],
  [
    'no_link',
    {
      title: 'Nothing is open here',
      why: 'This page opens by a link, once. Its session has ended, or belongs to another browser.',
    },
  ],
])

/**
 * @param cause - what the server said of the link; `session_ended`: a session that was open here is
 *   over; `no_link`: there is neither a session nor a link
 */
export function explainClosedDoor(
  cause: Error | 'session_ended' | 'no_link',
  { name, isFramed }: Surroundings,
): ClosedDoor {
  const reason = reasonOf(cause)
  const again = isFramed
    ? 'Load the page around this one again: it gets a new link.'
    : `Go back to where you got the link, and ask ${whomToAsk(name)}for a new one.`
  const allow = isFramed
    ? 'Allow cookies in frames of other sites. '
    : 'Allow cookies for this site. '
  const advice = reason === 'cookies_refused' ? allow + again : again
  return { reason, ...(told.get(reason) ?? unknown), advice }
}

function reasonOf(cause: Error | 'session_ended' | 'no_link'): string {
  if (cause instanceof CookieRefusedError) return 'cookies_refused'
  if (cause instanceof PosthornError) return cause.reason ?? 'link_unknown'
  return cause instanceof Error ? 'link_unknown' : cause
}

/** A name of whichever direction, which changes nothing beside it. */
function whomToAsk(name: string | null): string {
  return name === null ? '' : `\u2068${closeDirections(name)}\u2069 `
}
