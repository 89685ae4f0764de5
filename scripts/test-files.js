import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.js'

const places = ['packages', 'examples', 'scripts', 'bench']
/** What is built or installed, not written. */
const skipped = new Set(['node_modules', 'dist', 'peers'])

/** Every test, as a path from the root. */
export function findTests() {
  return places.flatMap(testsBelow)
}

/** It compares times with each other, which others must not disturb. */
export function runsAlone(file) {
  return file.endsWith('.alone.test.ts')
}

function testsBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : testsBelow(path)
    return entry.name.endsWith('.test.ts') ? [path] : []
  })
}
