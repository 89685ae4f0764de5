import { createApiCall, type ApiAnswer, type ApiCall } from './api-client.ts'

/** What a browser does with cookies: keeps what it is given, sends it with whatever it asks. */
export interface CookieJar {
  /** As a page of the server asks: with the cookies, and the header that a change needs. */
  readonly call: ApiCall
  /** As the sign-in page asks. */
  signIn(name: string, password: string): Promise<ApiAnswer>
  /** The value of the `Cookie` header that it sends. */
  readonly cookies: () => string
  /** The names of the cookies that it holds. */
  readonly names: () => string[]
}

/** @param address - whose address a proxy says that this browser has */
export function createCookieJar(url: () => string, address = '203.0.113.7'): CookieJar {
  const held = new Map<string, string>()
  const cookies = (): string => Array.from(held, ([name, value]) => `${name}=${value}`).join('; ')

  const call: ApiCall = async (method, path, body, headers = {}) => {
    const cookie = cookies()
    const own = { 'posthorn-session': '1', 'x-forwarded-for': address }
    const all = { ...own, ...(cookie === '' ? {} : { cookie }), ...headers }
    const answer = await createApiCall(url(), null)(method, path, body, all)
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (line.includes('Max-Age=0')) held.delete(name)
      else held.set(name, value)
    }
    return answer
  }
  return {
    call,
    signIn: (name, password) => call('POST', '/v1/session', { name, password }),
    cookies,
    names: () => [...held.keys()],
  }
}
