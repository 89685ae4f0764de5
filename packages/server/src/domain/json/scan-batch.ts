import { ascii } from './ascii.ts'
import type { JsonFault, RefusedJson } from './json-fault.ts'
import { JsonWalker, type ReadItem } from './json-walker.ts'
import { collectMembers, type JsonMember, refuseShape, type ScanOptions } from './scan-json.ts'
import { failed } from './token-reader.ts'

export interface BatchOptions extends ScanOptions {
  /** The member that holds the items. */
  readonly listKey: string
  readonly maxItems: number
}

/** An item and its place in the body. The path of a fault begins inside the item. */
export type BatchItem =
  | {
      readonly ok: true
      readonly start: number
      readonly end: number
      readonly members: readonly JsonMember[]
    }
  | {
      readonly ok: false
      readonly start: number
      readonly end: number
      readonly fault: RefusedJson
    }

export type BatchScan =
  | {
      readonly ok: true
      readonly items: readonly BatchItem[]
      /** The members of the body beside the list. */
      readonly others: readonly JsonMember[]
    }
  | { readonly ok: false; readonly fault: JsonFault }

const walker = new JsonWalker()

/**
 * Checks a JSON object that holds a list of objects, `{"events":[{…},{…}]}`. An item that is JSON
 * but refused costs only itself; what is not JSON costs the whole body.
 */
export function scanBatch(bytes: Buffer, options: BatchOptions): BatchScan {
  const { listKey, maxItems, maxDepth } = options
  const items: BatchItem[] = []
  const others: JsonMember[] = []
  const readOther = collectMembers(walker, others)
  let hasList = false

  const readItem: ReadItem = (index, from) => {
    if (index === maxItems) {
      return walker.refuse({ kind: 'too_many_items', offset: from, path: [listKey], maxItems })
    }
    const item = scanItem(from)
    if (item === undefined) return failed
    items.push(item)
    return item.end
  }

  const fault = walker.text(bytes, maxDepth, (from) => {
    if (bytes[from] !== ascii.openBrace) return refuseShape(walker, from, 'object')
    const end = walker.members(from, (key, at) => {
      if (key !== listKey) return readOther(key, at)
      hasList = true
      return bytes[at] === ascii.openBracket
        ? walker.items(at, readItem)
        : refuseShape(walker, at, 'array')
    })
    if (end === failed || hasList) return end
    return walker.refuse({
      kind: 'shape',
      offset: from,
      path: [listKey],
      expected: 'array',
      found: 'missing',
    })
  })
  return fault === undefined ? { ok: true, items, others } : { ok: false, fault }
}

/** Undefined when the item is not JSON. */
function scanItem(start: number): BatchItem | undefined {
  const members: JsonMember[] = []
  walker.rootOffset = start
  const end =
    walker.bytes[start] === ascii.openBrace
      ? walker.members(start, collectMembers(walker, members))
      : refuseShape(walker, start, 'object')
  walker.rootOffset = 0
  if (end !== failed) return { ok: true, start, end, members }

  const fault = walker.refused
  if (fault === undefined) return undefined
  walker.refused = undefined
  const endOfRefused = walker.skim(start)
  return endOfRefused === failed ? undefined : { ok: false, start, end: endOfRefused, fault }
}
