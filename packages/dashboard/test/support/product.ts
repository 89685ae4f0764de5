import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Frame, Page } from 'playwright-core'

/** A product's own site, with a page of it that shows the portal in a frame. */
export interface Product extends AsyncDisposable {
  readonly origin: string
  readonly logoUrl: string
  /** What it was asked for. */
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[]
  /** Opens its page around a portal, whose frame is returned once it is there. */
  embed(page: Page, portalUrl: string): Promise<Frame>
}

const logo = `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="32" viewBox="0 0 120 32">
  <circle cx="16" cy="16" r="13" fill="#4f46e5"/><rect x="38" y="11" width="76" height="10" rx="5" fill="#8b8474"/>
</svg>`

const style = `<style>
  body { margin: 0; font: 15px system-ui, sans-serif; background: #eef0f4; color: #222 }
  header { padding: 14px 20px; background: #1f2340; color: #fff }
  iframe { display: block; width: calc(100vw - 24px); height: calc(100vh - 75px); margin: 12px; border: 0; border-radius: 8px }
</style>`

/** At \`localhost\`, which for browsers is another site than 127.0.0.1. */
export async function startProduct(): Promise<Product> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = []
  let portalUrl = ''
  const server = createServer(({ url: path = '', headers }, response) => {
    requests.push({ path, headers })
    if (path === '/logo.svg') return response.setHeader('content-type', 'image/svg+xml').end(logo)
    if (path !== '/settings/webhooks') return response.writeHead(404).end()
    return response
      .setHeader('content-type', 'text/html')
      .end(
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>Acme settings</title>${style}` +
          `<script>addEventListener('message', ({ data }) => { window.told = data })</script>` +
          `<header>Acme · Settings · Webhooks</header><iframe title="Webhooks" src="${portalUrl}"></iframe>`,
      )
  })
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve)
  })
  // A server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo
  const origin = `http://localhost:${port}`
  return {
    origin,
    logoUrl: `${origin}/logo.svg`,
    requests,
    async embed(page, url) {
      portalUrl = url
      await page.goto(`${origin}/settings/webhooks`)
      const frame = await (await page.waitForSelector('iframe')).contentFrame()
      assert.ok(frame)
      return frame
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}
