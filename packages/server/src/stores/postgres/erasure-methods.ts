import type { ErasureStore } from '../erasure-store.ts'
import { dropHistory, dropRecords } from '../operations/drop-history.ts'
import {
  advanceErasure,
  deleteWorkspace,
  finishErasure,
  forgetSubject,
  getErasure,
  insertErasure,
  runningErasures,
} from '../operations/erasures.ts'
import type { Database } from './database.ts'
import { dropHistoryByWeek } from './drop-week.ts'

/** `dropsByWeek` false: to the millisecond, at the price of deleting row by row. */
export function erasureMethods({ read, write }: Database, dropsByWeek: boolean): ErasureStore {
  return {
    insertErasure: (erasure, audit) => write(() => insertErasure(erasure, audit)),
    deleteWorkspace: (deletion, erasure, audit) =>
      write(() => deleteWorkspace(deletion, erasure, audit)),
    getErasure: (erasureId) => read(getErasure(erasureId)),
    runningErasures: () => read(runningErasures()),
    advanceErasure: (erasureId, limit) => write(() => advanceErasure(erasureId, limit)),
    forgetSubject: (erasureId) => write(() => forgetSubject(erasureId)),
    finishErasure: (erasureId, nowMs) => write(() => finishErasure(erasureId, nowMs)),
    // The database's own files are not ours: what they keep of old rows, VACUUM removes.
    scrub: () => Promise.resolve(true),
    dropHistory: (step) => write(() => (dropsByWeek ? dropHistoryByWeek(step) : dropHistory(step))),
    dropRecords: (ages, limit) => write(() => dropRecords(ages, limit)),
  }
}
