import { randomUUID } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file that only its owner may read, whole or not at all, in place of a former one. */
export function writePrivateFile(path: string, text: string): void {
  place(path, text, renameSync)
}

/** As {@link writePrivateFile}, but throws `EEXIST` where there is a file already. */
export function createPrivateFile(path: string, text: string): void {
  place(path, text, linkSync)
}

function place(path: string, text: string, move: (from: string, to: string) => void): void {
  const directory = dirname(path)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const unfinished = `${path}.${randomUUID()}`
  try {
    writeNew(unfinished, text)
    move(unfinished, path)
  } finally {
    rmSync(unfinished, { force: true })
  }
  flushDirectory(directory)
}

function writeNew(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes the new name survive a power cut. Windows has no such call and needs none. */
function flushDirectory(directory: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
