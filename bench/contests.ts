import type { Context } from './context.ts'
import type { LoadShape } from './load.ts'
import { measure, openScene, warmUpSeconds } from './measure.ts'
import type { Run } from './measure.ts'
import { measureRawLimit } from './raw/raw-limit.ts'
import type { RowId } from './row-ids.ts'
import { forgetfulServer } from './subjects/forgetful.ts'
import { peers } from './subjects/peer.ts'
import { createPosthornOnPostgres } from './subjects/posthorn-on-postgres.ts'
import { createPosthornSubject } from './subjects/posthorn.ts'
import type { Subject } from './subjects/subject.ts'

export interface Contest {
  readonly id: RowId
  measure(context: Context): Promise<Run>
}

interface Workload {
  readonly load: Omit<LoadShape, 'seconds'>
  readonly workspaces: number
  readonly webhooksEach: number
}

export const singleLoad: Workload['load'] = { connections: 64, batch: 1 }
export const batchLoad: Workload['load'] = { connections: 16, batch: 100 }

const single: Workload = {
  load: singleLoad,
  workspaces: 100,
  webhooksEach: 1,
}
const idempotency: Workload = { ...single, load: { ...singleLoad, idempotency: true } }
const fanOut: Workload = { ...single, workspaces: 10, webhooksEach: 10 }
const batch: Workload = { ...single, load: batchLoad }

const posthorn = createPosthornSubject('posthorn')
const forgetful = createPosthornSubject('forgetful', forgetfulServer)
const onPostgres = createPosthornOnPostgres('posthorn-postgres')
const subjects = [posthorn, onPostgres, forgetful, ...peers]

/** Rows that are compared with each other, and so are measured in turn, are in one group. */
export const contestGroups: readonly (readonly Contest[])[] = [
  [
    ...subjects.map((subject) => contest('single', subject, single)),
    rawContest('single/raw'),
    contest('idempotency', posthorn, idempotency),
    contest('fanout', posthorn, fanOut),
    contest('fanout', onPostgres, fanOut),
    rawContest('fanout/raw'),
  ],
  subjects.map((subject) => contest('batch', subject, batch)),
]

/** The open loop: a rate that is half of what BullMQ does is known only when that is measured. */
export function latencyContests(rate: number): readonly Contest[] {
  const steady: Workload = { ...single, load: { ...singleLoad, rate } }
  return [
    ...subjects.map((subject) => contest('latency', subject, steady)),
    rawContest('latency/raw', rate),
  ]
}

/** One run: everything new, warmed up, measured, and gone again. */
function contest(workloadName: string, subject: Subject, workload: Workload): Contest {
  return {
    // The names of the subjects above and of the workloads here are those of `rowIds`.
    id: `${workloadName}/${subject.name}` as RowId,
    async measure({ programs, options }) {
      await using scene = await openScene(programs, options.dataDir)
      await using running = await subject.start({
        receiverPort: scene.receiver.port,
        workspaces: workload.workspaces,
        webhooksEach: workload.webhooksEach,
        dir: scene.dir,
      })
      const shared = { programs, ...scene, running, fanOut: workload.webhooksEach }
      await measure({ ...shared, load: { ...workload.load, seconds: warmUpSeconds } })
      const load = { ...workload.load, seconds: options.seconds }
      // Awaited here: what is in use above must outlive it.
      return await measure({ ...shared, load })
    },
  }
}

function rawContest(id: RowId, rate: number | null = null): Contest {
  return {
    id,
    measure: ({ programs, options }) =>
      measureRawLimit(programs, { seconds: options.seconds, rate, webhooks: 100 }),
  }
}
