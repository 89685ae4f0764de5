import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const usualPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** A real browser. Throws with the command that installs one when there is none. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    // Chromium's own sandbox cannot be set up by root, which containers run tests as.
    chromiumSandbox: process.getuid?.() !== 0,
  })
}

function findChromium(): string {
  const chosen = process.env['POSTHORN_CHROMIUM']
  if (chosen !== undefined) return chosen
  const directories = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = [
    ...directories.flatMap((directory) => names.map((name) => join(directory, name))),
    ...usualPaths,
    chromium.executablePath(),
  ]
  const found = candidates.find((path) => existsSync(path))
  if (found !== undefined) return found
  throw new Error(
    'These tests need Chromium. On Debian: apt-get install -y chromium. ' +
      'Elsewhere: npx playwright-core install chromium, or set POSTHORN_CHROMIUM to its path.',
  )
}
