import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { newId, sampleErasure, sampleRecovery, sampleWebhook } from '../contract/samples.ts'
import { countWaiting, nextEvents } from '../operations/advance-recovery.ts'
import { listDeliveriesOfEvent, listDeliveriesOfWebhook } from '../operations/deliveries.ts'
import { finishedViews, pendingViews } from '../operations/delivery-views.ts'
import { eventsToKeep, oldEvents } from '../operations/drop-history.ts'
import { eraseEvent } from '../operations/erase-event.ts'
import { eventsOf, runningErasures } from '../operations/erasures.ts'
import { listEvents, listEventsOfChannel } from '../operations/events.ts'
import { countDeliveriesByHour } from '../operations/hourly-counts.ts'
import { readInbox } from '../operations/inbox.ts'
import { getPortalLink, listPortalLinks } from '../operations/portal-links.ts'
import { claimRecords, getRecord, listRecords } from '../operations/profile-records.ts'
import { fragment, listOf, type Operation, type ResultRow } from '../operations/query.ts'
import { cancelWaiting, lanesWithParked } from '../operations/queue-upkeep.ts'
import { deliveriesOf, endsNotIndexed } from '../operations/recovered-event.ts'
import { runningRecoveries } from '../operations/recoveries.ts'
import { searchDeliveries } from '../operations/search-deliveries.ts'
import { searchEvents, workspaceOfEvent } from '../operations/search-events.ts'
import { changedWebhooks } from '../operations/webhooks.ts'
import { dueSql, nextDueSql, parkedSql, scheduledSql } from './claims.ts'
import { migrate } from './migrate.ts'

/** The plan of a statement, one step a line. */
function planOf(sql: string): string {
  using db = new DatabaseSync(':memory:')
  migrate(db)
  const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
  return steps.map(({ detail }) => String(detail)).join('\n')
}

function firstStatementOf(operation: Operation<unknown>): string {
  const { value, done } = operation.next([])
  if (done === true) throw new Error('the operation makes no query')
  return value.texts.join('?')
}

/** Neither a walk over a whole table nor a sort: the cost does not grow with the backlog. */
function assertFlat(plan: string): void {
  assert.doesNotMatch(plan, /SCAN (queue|q|events|e|deliveries|d|bodies|b|attempts|a|webhooks)\b/)
  assert.doesNotMatch(plan, /TEMP B-TREE/)
}

test('a claim of parked deliveries reads its lane from the partial index', () => {
  const plan = planOf(parkedSql)
  assert.match(plan, /SEARCH q USING (COVERING )?INDEX queue_parked \(lane_id=\?\)/)
  assertFlat(plan)
})

test('a claim of due deliveries reads them in order of time from the partial index', () => {
  const plan = planOf(dueSql)
  assert.match(plan, /SEARCH q USING (COVERING )?INDEX queue_due \(due_at_ms<\?\)/)
  assertFlat(plan)
  assert.match(planOf(nextDueSql), /queue_due/)
})

test('what of a lane waits for a retry is found at once', () => {
  const plan = planOf(scheduledSql)
  assert.equal(plan, 'SEARCH queue USING COVERING INDEX queue_scheduled (lane_id=?)')
})

test('lanes with parked deliveries are found by jumps', () => {
  for (const after of [null, newId()]) {
    const plan = planOf(firstStatementOf(lanesWithParked(after, 10)))
    assert.match(plan, /SEARCH queue USING COVERING INDEX queue_parked \(lane_id>\?\)/)
    assert.doesNotMatch(plan, /TEMP B-TREE/)
  }
})

test('what waits for a webhook is found through its lane and its schedule', () => {
  const operation = cancelWaiting(sampleWebhook(), { reason: 'deleted', nowMs: 0 }, 10)
  const plan = planOf(firstStatementOf(operation))
  assert.match(plan, /INDEX queue_parked \(lane_id=\?/)
  assert.match(plan, /INDEX queue_scheduled \(lane_id=\?/)
  assertFlat(plan)
})

test('the inbox is read in its order, from where the reader stands', () => {
  const plan = planOf(firstStatementOf(readInbox(5, 10)))
  assert.equal(plan, 'SEARCH inbox USING INTEGER PRIMARY KEY (rowid>?)')
})

test('a listing of deliveries reads index ranges, the short tail and what waits', () => {
  const page = { before: null, limit: 50, offset: 0 }
  const operation = listDeliveriesOfWebhook(sampleWebhook(), { statuses: null }, page)
  const plan = planOf(firstStatementOf(operation))
  assert.equal(plan.match(/SEARCH deliveries_by_webhook USING PRIMARY KEY/g)?.length, 3)
  assert.match(plan, /SEARCH deliveries USING INTEGER PRIMARY KEY \(rowid>\?\)/)
  assert.match(plan, /INDEX queue_parked \(lane_id=\?/)
  assert.match(plan, /INDEX queue_scheduled \(lane_id=\?/)
})

test('a search of deliveries reads index ranges between its times, the short tail and what waits', () => {
  const search = { statuses: null, type: 'user.created', fromMs: 1, toMs: 2 }
  const page = { before: null, limit: 50 }
  for (const count of [1, 32]) {
    const webhooks = Array.from({ length: count }, () => sampleWebhook())
    const plan = planOf(firstStatementOf(searchDeliveries(webhooks, search, page)))
    const range =
      /SEARCH deliveries_by_webhook USING PRIMARY KEY \(webhook_id=\? AND status=\? AND id>\? AND id<\?\)/g
    assert.equal(plan.match(range)?.length, 3 * count)
    const tail = /SEARCH deliveries USING INTEGER PRIMARY KEY \(rowid>\?\)/g
    assert.equal(plan.match(tail)?.length, 1)
    assert.match(plan, /INDEX queue_parked \(lane_id=\?/)
    assert.match(plan, /INDEX queue_scheduled \(lane_id=\?/)
  }
})

test('events of all workspaces are walked through by their ids, and only those found are read', () => {
  for (const type of [null, 'user.created']) {
    const filter = { type, channel: null, fromMs: 1, toMs: 2 }
    const plan = planOf(firstStatementOf(searchEvents(filter, { before: null, limit: 50 })))
    assert.match(plan, /SEARCH events USING (COVERING )?INDEX events_id \(id>\? AND id<\?\)/)
    assert.match(plan, /SEARCH e USING INDEX events_id \(id=\? AND workspace_id=\?\)/)
  }
  const plan = planOf(firstStatementOf(workspaceOfEvent(newId())))
  assert.match(plan, /SEARCH events USING COVERING INDEX events_id \(id=\?\)/)
  assert.match(plan, /SEARCH rejected_events USING (COVERING )?INDEX rejected_events_id \(id=\?\)/)
})

test('counts by the hour read roll-ups of that time and the short tail', () => {
  const plan = planOf(firstStatementOf(countDeliveriesByHour([newId(), newId()], 5)))
  assert.match(plan, /SEARCH rollups USING PRIMARY KEY \(webhook_id=\? AND hour_ms>\?\)/)
  assert.match(plan, /SEARCH deliveries USING INTEGER PRIMARY KEY \(rowid>\?\)/)
})

test('a listing of events reads an index range and the short tail', () => {
  for (const [table, type, channel] of [
    ['events_by_workspace', null, null],
    ['events_by_type', 'user.created', null],
    ['events_by_channel', null, 'eu'],
    ['events_by_channel_and_type', 'user.created', 'eu'],
  ] as const) {
    const filter = { type, channel, fromMs: null, toMs: null }
    const operation = listEvents(newId(), filter, { before: null, limit: 50 })
    const plan = planOf(firstStatementOf(operation))
    assert.match(plan, new RegExp(`SEARCH ${table} USING PRIMARY KEY \\(workspace_id=\\?`))
    assert.match(plan, /SEARCH events USING INTEGER PRIMARY KEY \(rowid>\?\)/)
    assert.match(plan, /SEARCH e USING INDEX events_id/)
  }
})

test('events of a channel are read from a range of its index for each type, and the short tail', () => {
  for (const types of [null, ['a', 'b']]) {
    const page = { types, after: newId(), limit: 50 }
    const plan = planOf(firstStatementOf(listEventsOfChannel(newId(), 'eu', page)))
    const table = types === null ? 'events_by_channel' : 'events_by_channel_and_type'
    const key = types === null ? '' : ' AND type=\\?'
    const range = `SEARCH ${table} USING PRIMARY KEY \\(workspace_id=\\? AND channel=\\?${key} AND`
    assert.equal(plan.match(new RegExp(range, 'g'))?.length, types?.length ?? 1)
    assert.match(plan, /SEARCH events USING INTEGER PRIMARY KEY \(rowid>\?\)/)
    assert.match(plan, /SEARCH e USING INDEX events_id/)
  }
})

test('records of a profile are read by their key, by their parent and by when they are due', () => {
  const key = { profile: 'acme', workspaceId: newId(), kind: 'session', id: 'x' }
  const search = 'SEARCH profile_records USING INDEX'
  const primary = 'sqlite_autoindex_profile_records_1 (profile=? AND workspace_id=? AND kind=?'
  const planOfFirst = (operation: Operation<unknown>) => planOf(firstStatementOf(operation))
  assert.equal(planOfFirst(getRecord(key)), `${search} ${primary} AND id=?)`)
  const page = { before: 'y', limit: 10 }
  const all = planOfFirst(listRecords({ ...key, parentId: null }, page))
  assert.equal(all, `${search} ${primary} AND id<?)`)
  const byParent = planOfFirst(listRecords({ ...key, parentId: 'p' }, page))
  assert.match(
    byParent,
    /INDEX profile_records_parent \(profile=\? .* AND parent_id=\? AND id<\?\)/,
  )
  assertFlat(byParent)
  const due = planOfFirst(claimRecords('acme', { nowMs: 1, untilMs: 2, limit: 3 }))
  assert.equal(due, `${search} profile_records_due (profile=? AND due_at_ms<?)`)
})

test('deliveries are shown by way of their keys', () => {
  const id = new Uint8Array(16)
  const finished = planOf(firstStatementOf(finishedViews(fragment`d.id IN (${listOf([id, id])})`)))
  assert.match(finished, /SEARCH d USING INDEX deliveries_id \(id=\?\)/)
  assertFlat(finished)
  const pending = planOf(firstStatementOf(pendingViews(fragment`q.id > ${id} AND q.id <= ${id}`)))
  assert.match(pending, /SEARCH q USING PRIMARY KEY \(id>\? AND id<\?\)/)
  assertFlat(pending)
  for (const plan of [finished, pending]) {
    assert.match(plan, /SEARCH e USING INDEX events_id \(id=\? AND workspace_id=\?\)/)
  }
})

test('deliveries of an event are ranges of keys', () => {
  const operation = listDeliveriesOfEvent(newId(), newId())
  const plans: string[] = []
  for (let step = operation.next([]); step.done !== true; step = operation.next([])) {
    plans.push(planOf(step.value.texts.join('?')))
  }
  assert.equal(plans.length, 4)
  for (const plan of plans) assertFlat(plan)
})

test('a recovery looks at ranges of indexes, the short tails and what waits', () => {
  const recovery = sampleRecovery()
  const wants = { types: ['a', 'b'], channels: [] }
  const limits = { deliveryIds: [newId()], mostWaiting: 10, mostExamined: 10, nowMs: 0 }
  const step = { id: recovery.id, laneId: newId(), wants, ...limits }
  const counted = planOf(firstStatementOf(countWaiting(step)))
  assert.match(counted, /SEARCH queue USING COVERING INDEX queue_parked \(lane_id=\?\)/)
  assert.match(
    counted,
    /SEARCH queue USING COVERING INDEX queue_scheduled \(lane_id=\? AND id>\?\)/,
  )
  const events = planOf(firstStatementOf(nextEvents(recovery, step)))
  const range =
    /SEARCH events_by_type USING PRIMARY KEY \(workspace_id=\? AND type=\? AND event_id>/g
  assert.equal(events.match(range)?.length, 2)
  assert.match(events, /SEARCH events USING INTEGER PRIMARY KEY \(rowid>\?\)/)
  assert.match(events, /SEARCH e USING INDEX events_id/)
  const ended = planOf(firstStatementOf(endsNotIndexed(newId())))
  assert.match(ended, /^SEARCH deliveries USING INTEGER PRIMARY KEY \(rowid>\?\)/)
  const known = planOf(firstStatementOf(deliveriesOf({ ...recovery, eventId: newId() }, new Map())))
  assert.match(known, /SEARCH queue USING PRIMARY KEY \(id>\? AND id<\?\)/)
  const ofWebhook = 'webhook_id=\\? AND status=\\? AND id>\\? AND id<\\?'
  assert.match(
    known,
    new RegExp(`SEARCH deliveries_by_webhook USING PRIMARY KEY \\(${ofWebhook}\\)`),
  )
  assertFlat(known)
  const running = planOf(firstStatementOf(runningRecoveries()))
  assert.equal(running, 'SCAN recoveries USING INDEX recoveries_open')
})

test('a portal link is found by its id, and those of a workspace by an index', () => {
  const found = planOf(firstStatementOf(getPortalLink(newId())))
  assert.equal(found, 'SEARCH portal_links USING PRIMARY KEY (id=?)')
  const page = { before: newId(), limit: 10 }
  const listed = planOf(firstStatementOf(listPortalLinks(newId(), page)))
  const range = 'portal_links_workspace (workspace_id=? AND id<?)'
  assert.equal(listed, `SEARCH portal_links USING INDEX ${range}`)
})

test('what is old is found by its id, and what has to be kept of it by ranges of ids', () => {
  const step = { endedBeforeMs: 1, after: newId(), limit: 10 }
  const old = planOf(firstStatementOf(oldEvents(step)))
  assert.equal(old, 'SEARCH events USING INDEX events_id (id>? AND id<?)')
  const event = { id: new Uint8Array(16), workspace_id: new Uint8Array(16) }
  const range = { first: event, last: event, endedBeforeMs: 1 }
  const kept = planOf(firstStatementOf(eventsToKeep(range)))
  assert.match(kept, /SEARCH queue USING PRIMARY KEY \(id>\? AND id<\?\)/)
  assert.match(kept, /SEARCH deliveries USING INDEX deliveries_id \(id>\? AND id<\?\)/)
  assert.match(kept, /SEARCH r USING PRIMARY KEY \(event_id>\? AND event_id<\?\)/)
  assertFlat(kept)
})

test('an event is erased by its keys alone', () => {
  const event = { id: new Uint8Array(16), workspace_id: new Uint8Array(16) }
  const rows = {
    'SELECT seq': [{ id: event.id, webhook_id: event.id, status: 1, attempts: 1 }],
    'DELETE FROM deliveries_by': [{ id: event.id }],
    'UPDATE rollups': [{ deliveries: 0 }],
    'DELETE FROM events ': [{ type: 'a', channels: '["eu"]', subject: 'x' }],
  }
  const erasing = eraseEvent(event, 10)
  let statements = 0
  for (let next = erasing.next([]); next.done !== true; statements += 1) {
    const statement = next.value.texts.join('?')
    assertFlat(planOf(statement))
    assert.doesNotMatch(planOf(statement), /SCAN/)
    const answer = Object.entries(rows).find(([start]) => statement.trim().startsWith(start))
    // What these statements return, as far as the operation looks at it.
    next = erasing.next((answer?.[1] ?? []) as readonly ResultRow[])
  }
  assert.equal(statements, 15)
})

test('what is to be erased is read from a range of an index, and from the short tail', () => {
  const erasure = sampleErasure({ subject: 'x' })
  for (const [scope, key] of [
    ['workspace', 'events_by_workspace USING PRIMARY KEY (workspace_id=?)'],
    [
      'subject',
      'events_by_subject USING PRIMARY KEY (workspace_id=? AND subject=? AND event_id<?)',
    ],
  ] as const) {
    const plan = planOf(firstStatementOf(eventsOf({ ...erasure, scope }, 10)))
    assert.ok(plan.includes(`SEARCH ${key}`), plan)
    assert.match(plan, /SEARCH events USING INTEGER PRIMARY KEY \(rowid>\?\)/)
  }
  assert.equal(
    planOf(firstStatementOf(runningErasures())),
    'SCAN erasures USING INDEX erasures_running',
  )
})

test('changes of the catalogue are read by version', () => {
  const plan = planOf(firstStatementOf(changedWebhooks({ after: 5, limit: 10 })))
  assert.match(plan, /SEARCH webhooks USING INDEX webhooks_version/)
  assertFlat(plan)
})
