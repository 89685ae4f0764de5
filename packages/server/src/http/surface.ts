import type { TSchema } from 'typebox'
import type { RequestError } from '../domain/errors.ts'
import type { Route } from './route.ts'

/** A REST API under paths of its own, with its own spelling of errors. */
export interface Surface {
  /** Its profile's name. */
  readonly name: string
  /** What all its paths begin with; a profile that is made of this one has another in its place. */
  readonly root: string
  /**
   * What lies under one of these is answered in this surface's shape, unknown paths included:
   * `/v1` covers `/v1` and `/v1/…`. Of two that fit, the longer one decides.
   */
  readonly basePaths: readonly string[]
  readonly routes: readonly Route[]
  /** How a refusal is spelled, whichever it is: an unknown path, a wrong method, our own failure. */
  renderError(error: RequestError): ErrorAnswer
  /** What `renderError` gives, for the API's description. */
  readonly errorSchema: TSchema
  /** True: a refusal by a schema comes with all its misfits. */
  readonly tellsEveryFault: boolean
  /** True: Posthorn's own API, which knows the webhooks of all profiles; others know their own. */
  readonly knowsAllProfiles?: boolean
  /** True: browsers may call it with the cookie of a session in place of a key. */
  readonly acceptsSessions?: boolean
  /** null: as the server is set. */
  readonly requestLimits: RequestLimits | null
}

/** How many requests are answered, each window by a bucket that is refilled evenly. */
export interface RequestLimits {
  readonly countedBy: 'key' | 'workspace'
  /** The shortest first; empty: no limit. */
  readonly windows: readonly RequestWindow[]
}

export interface RequestWindow {
  readonly requests: number
  readonly seconds: number
  /** The header that tells `requests`. What remains is told of the window that is nearest its end. */
  readonly limitHeader: string
}

export interface ErrorAnswer {
  readonly status: number
  /** Sent as JSON. */
  readonly body: unknown
}

/** The surface that answers for a path; undefined when none does. */
export function surfaceOf(surfaces: readonly Surface[], url: string): Surface | undefined {
  const path = pathOf(url)
  let found: Surface | undefined
  let longest = 0
  for (const surface of surfaces) {
    for (const basePath of surface.basePaths) {
      if (basePath.length <= longest || !path.startsWith(basePath)) continue
      if (path.length > basePath.length && path[basePath.length] !== '/') continue
      found = surface
      longest = basePath.length
    }
  }
  return found
}

/** The URL without its query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end === -1 ? url : url.slice(0, end)
}
