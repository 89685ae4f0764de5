import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { entryOf, sampleEvent, startMs } from '../contract/samples.ts'
import { findJournaled } from '../operations/events.ts'
import { encodeBatch } from './commit-frame.ts'
import { openWriter } from './writer.ts'

function temporaryWriter() {
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-writer-'))
  const writer = openWriter(join(directory, 'posthorn.sqlite'), startMs)
  return {
    writer,
    [Symbol.dispose]() {
      writer.close()
      rmSync(directory, { recursive: true })
    },
  }
}

function frameOfNewEvent() {
  const event = sampleEvent()
  const publishes = [entryOf(event, [])]
  return { event, frame: encodeBatch({ catalogVersion: 0, publishes, settlements: [] }) }
}

test('a commit that fails is of unknown outcome, and the writer looks anew', () => {
  using temporary = temporaryWriter()
  const { writer } = temporary
  const { event, frame } = frameOfNewEvent()
  assert.throws(
    () =>
      writer.write(({ journal, db }) => {
        journal.commit(frame)
        // What stands in for a failing disk: the rows are there, and COMMIT throws.
        db.exec('COMMIT')
      }),
    { name: 'StoreError', outcome: 'unknown' },
  )
  assert.deepEqual(writer.read(findJournaled([event.id])), new Set([event.id]))
  const next = frameOfNewEvent()
  assert.equal(
    writer.write(({ journal }) => journal.commit(next.frame)),
    'all-accepted',
  )
  assert.deepEqual(writer.read(findJournaled([next.event.id])), new Set([next.event.id]))
})

test('what fails before its commit is refused and rolled back', () => {
  using temporary = temporaryWriter()
  const { writer } = temporary
  const { event, frame } = frameOfNewEvent()
  assert.throws(
    () =>
      writer.write(({ journal }) => {
        journal.commit(frame)
        throw new Error('the disk is full')
      }),
    { name: 'StoreError', outcome: 'refused', message: 'the disk is full' },
  )
  assert.deepEqual(writer.read(findJournaled([event.id])), new Set())
})
