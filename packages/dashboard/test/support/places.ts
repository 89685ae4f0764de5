import { createPortalLink } from '../../../server/test/support/portal-client.ts'
import { testAdminKey } from '../../../server/test/support/server-process.ts'
import type { Dashboard } from './dashboard.ts'
import type { KnownPage } from './pages-of.ts'

/** Somewhere that pages are looked at, by somebody who may do everything there. */
export interface Place {
  readonly name: string
  /** Lets the browser in to a workspace, and answers with what opens a path there. */
  enter(dashboard: Dashboard, workspace: string): Promise<(path: string) => Promise<unknown>>
  readonly has: (page: KnownPage) => boolean
}

const dashboardPlace: Place = {
  name: 'the dashboard',
  async enter(dashboard) {
    await dashboard.signIn(testAdminKey)
    return (path) => dashboard.open(path)
  },
  has: () => true,
}

/** Of all pages, those of one workspace; what was rejected is the product's own concern. */
const portalPlace: Place = {
  name: 'a portal',
  async enter({ app, page }, workspace) {
    const capabilities = ['manage_webhooks', 'rotate_secrets', 'replay', 'manage_keys']
    const link = await createPortalLink(app, { workspace, capabilities })
    await page.goto(link.url)
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('button', { name: 'Close', exact: true }).waitFor()
    return (path) => page.goto(`${app.url}/portal/${link.id}${path}`)
  },
  has: ({ name, path }) => path.startsWith('/workspaces/') && name !== 'rejected',
}

export const places = [dashboardPlace, portalPlace]
