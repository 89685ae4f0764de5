import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { root } from './setup.js'

/** Files of tests at once. They wait for disks, timers and each other's processes: one core is not enough for one. */
export const filesAtOnce = Math.max(2, availableParallelism())

const memoryDisk = '/dev/shm'
/** What the largest tests write at once, and more. */
const roomBytes = 4 * 1024 ** 3

/**
 * What makes tests quick: each of their processes loads some hundred modules, which are compiled once
 * for all; and no test cuts the power, so nothing of theirs has to reach a disk.
 */
export function prepareQuickTests() {
  const directory = hasRoom() ? mkdtempSync(join(memoryDisk, 'posthorn-tests-')) : null
  // As open as the usual directory: PostgreSQL runs as a user of its own.
  if (directory !== null) chmodSync(directory, 0o1777)
  return {
    env: {
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'posthorn-tests'),
      ...(directory === null ? {} : { TMPDIR: directory }),
    },
    cleanUp() {
      if (directory !== null) rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(memoryDisk)
    return bavail * bsize >= roomBytes
  } catch {
    return false
  }
}
