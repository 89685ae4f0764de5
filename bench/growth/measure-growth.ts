import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { batchLoad, singleLoad } from '../contests.ts'
import type { Context } from '../context.ts'
import { measure, openScene, warmUpSeconds } from '../measure.ts'
import { median } from '../median.ts'
import { ensureDir } from '../paths.ts'
import { eventType, publishPaths } from '../subjects/posthorn-api.ts'
import { startPosthorn, subjectOf, useAsSubject } from '../subjects/posthorn.ts'
import type { RunningPosthorn } from '../subjects/posthorn.ts'
import type { RunningSubject } from '../subjects/subject.ts'
import { seedDatabase } from './seed-database.ts'
import type { SeedKind } from './seed-database.ts'

const topology = { workspaces: 100, webhooksEach: 1 }
const loads = { single: singleLoad, batch: batchLoad } as const
type LoadName = keyof typeof loads
const loadNames: readonly LoadName[] = ['single', 'batch']

export interface GrowthResult {
  readonly kind: SeedKind
  readonly load: LoadName
  /** Deliveries that the full database had before. */
  readonly rows: number
  readonly emptyPerSecond: number
  readonly fullPerSecond: number
  /** Full divided by empty: of each pair, and the middle one. */
  readonly pairs: readonly number[]
  readonly ratio: number
  readonly problems: readonly string[]
}

type Scene = Awaited<ReturnType<typeof openScene>>
type Figures = Record<LoadName, number>

/** Measures pairs of an empty and a full database in turn, changing which comes first. */
export async function measureGrowth(kind: SeedKind, context: Context): Promise<GrowthResult[]> {
  const { programs, options, say } = context
  await using scene = await openScene(programs, options.dataDir)
  const rows = options[kind]
  say(`growth/${kind}: seeding ${rows.toLocaleString('en')} ${kind} deliveries…`)
  const startFull = await prepareFull(kind, rows, scene)
  const problems: string[] = []
  const pairs: { empty: Figures; full: Figures }[] = []

  const runFull = async (): Promise<Figures> => {
    await using running = await startFull()
    // Awaited here: `running` must outlive it.
    return await runLoads(running, scene, context, problems)
  }
  const runEmpty = async (): Promise<Figures> => {
    const dir = ensureDir(join(scene.dir, 'empty'))
    await using running = await useAsSubject(await startPosthorn(dir), {
      ...topology,
      receiverPort: scene.receiver.port,
    })
    const figures = await runLoads(running, scene, context, problems)
    await running[Symbol.asyncDispose]()
    rmSync(dir, { recursive: true })
    return figures
  }
  for (let pair = 1; pair <= options.pairs; pair++) {
    const fullFirst = pair % 2 === 0 ? await runFull() : null
    const empty = await runEmpty()
    const full = fullFirst ?? (await runFull())
    pairs.push({ empty, full })
    const ratios = loadNames.map((load) => `${load} ${(full[load] / empty[load]).toFixed(2)}`)
    say(`growth/${kind} (${pair} of ${options.pairs}): ${ratios.join(', ')}`)
  }
  return loadNames.map((load) => {
    const ratios = pairs.map(({ empty, full }) => full[load] / empty[load])
    return {
      kind,
      load,
      rows,
      emptyPerSecond: median(pairs.map(({ empty }) => empty[load])),
      fullPerSecond: median(pairs.map(({ full }) => full[load])),
      pairs: ratios,
      ratio: median(ratios),
      problems,
    }
  })
}

async function runLoads(
  running: RunningSubject,
  scene: Scene,
  { programs, options, say }: Context,
  problems: string[],
): Promise<Figures> {
  const shared = { programs, ...scene, running, fanOut: topology.webhooksEach }
  await measure({ ...shared, load: { ...singleLoad, seconds: warmUpSeconds } })
  const figures: Figures = { single: NaN, batch: NaN }
  for (const load of loadNames) {
    const run = await measure({ ...shared, load: { ...loads[load], seconds: options.seconds } })
    figures[load] = run.eventsPerSecond
    for (const problem of run.problems) {
      say(`  ${problem}`)
      problems.push(problem)
    }
  }
  return figures
}

/** Makes the full database once; every run then goes on with it. */
async function prepareFull(
  kind: SeedKind,
  rows: number,
  scene: Scene,
): Promise<() => Promise<RunningSubject>> {
  const dir = ensureDir(join(scene.dir, kind))
  const first = await startPosthorn(dir)
  const { tokens, adminKey } = await setUp(first, scene.receiver.port)
  await first[Symbol.asyncDispose]()
  seedDatabase(findDatabase(dir), { kind, rows, eventType })
  return async () => {
    const running = await startPosthorn(dir, { adminKey })
    return subjectOf(running, {
      port: running.server.port,
      ...publishPaths,
      type: eventType,
      tokens,
    })
  }
}

async function setUp(
  running: RunningPosthorn,
  receiverPort: number,
): Promise<{ readonly tokens: readonly string[]; readonly adminKey: string }> {
  const subject = await useAsSubject(running, { ...topology, receiverPort })
  return { tokens: subject.target.tokens, adminKey: running.server.adminKey }
}

function findDatabase(dir: string): string {
  const magic = 'SQLite format 3\0'
  const found = readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).subarray(0, magic.length).toString('latin1') === magic)
  const [file] = found
  if (!file || found.length > 1)
    throw new Error(`There is not one database in ${dir}: ${found.join()}`)
  return file
}
