import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Axe from 'axe-core'
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core'
import { launchChromium } from '../../../server/test/support/chromium.ts'
import {
  startTestApp,
  type TestApp,
  type TestAppOptions,
} from '../../../server/test/support/test-app.ts'

/** A real server, and a real browser that looks at its pages. */
export interface Dashboard extends AsyncDisposable {
  readonly app: TestApp
  readonly page: Page
  /** Opens a path below `/dashboard`. */
  open(path: string): Promise<void>
  signIn(key: string): Promise<void>
  /** Leaves a picture of the page beside those of other tests, to be looked at. */
  screenshot(name: string): Promise<void>
  /** Serious faults of accessibility in words, on the page as it is or in a frame of it. */
  accessibilityFaults(frame?: Frame): Promise<string[]>
  /** What no page may do: break, log an error, or want what the policy forbids. */
  readonly faults: readonly string[]
}

export type DashboardOptions = Pick<BrowserContextOptions, 'viewport' | 'colorScheme'> &
  Pick<TestAppOptions, 'environment' | 'clock'>

const patienceMs = 15_000
const screenshotDir = process.env['POSTHORN_SCREENSHOTS'] ?? join(tmpdir(), 'posthorn-screenshots')

export async function startDashboard({
  environment = {},
  clock,
  ...options
}: DashboardOptions = {}): Promise<Dashboard> {
  await using stack = new AsyncDisposableStack()
  const app = stack.use(await startTestApp({ environment, ...(clock && { clock }) }))
  const browser = await launchChromium()
  stack.defer(() => browser.close())
  const page = await openPage(browser, options)
  const faults = watchFaults(page)
  await reportViolations(page, faults)
  const owned = stack.move()
  return {
    app,
    page,
    faults,
    async open(path) {
      await page.goto(`${app.url}/dashboard${path}`)
    },
    async signIn(key) {
      await page.goto(`${app.url}/dashboard/`)
      await page.getByLabel('API key', { exact: true }).fill(key)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: 'Sign out' }).waitFor()
    },
    async screenshot(name) {
      await mkdir(screenshotDir, { recursive: true })
      await page.screenshot({ path: join(screenshotDir, `${name}.png`), fullPage: true })
    },
    accessibilityFaults: (frame = page.mainFrame()) => accessibilityFaults(frame),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function openPage(browser: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(patienceMs)
  return page
}

function watchFaults(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`))
  page.on('dialog', (dialog) => {
    faults.push(`a script opened a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    // The browser's own word for an answer of 4xx, which the page speaks of by itself.
    if (message.text().startsWith('Failed to load resource')) return
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  return faults
}

async function reportViolations(page: Page, faults: string[]): Promise<void> {
  await page.exposeFunction('reportViolation', (violation: string) => {
    faults.push(`policy: ${violation}`)
  })
  await page.addInitScript(`
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
      reportViolation(violatedDirective + ' ' + blockedURI + ' ' + sample))`)
}

async function accessibilityFaults(frame: Frame): Promise<string[]> {
  const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  await frame.evaluate(await readFile(axePath, 'utf8'))
  return await frame.evaluate(async () => {
    // The line above has put it there.
    const { axe } = window as unknown as { axe: typeof Axe }
    const { violations } = await axe.run(document)
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
  })
}
