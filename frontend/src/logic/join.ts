/** What to do when the server holds something else than this page thought. */

import type { Operation, Segment } from '../api/types.ts'
import { inOrder, sameWords, squashed } from './alike.ts'
import type { Edit } from './splices.ts'

type Segments = readonly Segment[]

export type Clash = { id: string; mine: Segment | null; theirs: Segment | null }

/**
 * Join two people's work on the same `base`. What only one changed is taken from that one; what both
 * changed stays as mine, and is listed with what theirs was.
 */
export function threeWay(
  base: Segments,
  local: Segments,
  theirs: Segments,
): { segments: Segment[]; clashes: Clash[] } {
  const was = new Map(base.map((s) => [s.id, s]))
  const mine = new Map(local.map((s) => [s.id, s]))
  const clashes: Clash[] = []
  const result: Segment[] = []
  for (const their of theirs) {
    const before = was.get(their.id)
    const my = mine.get(their.id)
    const theyChanged = !before || !sameWords(before, their)
    if (!my) {
      if (before && !theyChanged) continue
      if (before) clashes.push({ id: their.id, mine: null, theirs: their })
      result.push(their)
      continue
    }
    const iChanged = !before || !sameWords(before, my)
    if (!iChanged) result.push(their)
    else {
      if (theyChanged && !sameWords(my, their)) clashes.push({ id: my.id, mine: my, theirs: their })
      result.push(my)
    }
  }
  const present = new Set(theirs.map((s) => s.id))
  for (const my of local) {
    if (present.has(my.id)) continue
    const before = was.get(my.id)
    if (before && sameWords(before, my)) continue
    if (before) clashes.push({ id: my.id, mine: my, theirs: null })
    // A half of a split that the server did under an id of its own is there already.
    else if (theirs.some((their) => sameWords(their, my))) continue
    result.push(my)
  }
  return { segments: inOrder(result), clashes }
}

const holds = ({ was, is }: Edit, id: string) => [...was, ...is].some((s) => s.id === id)

/** Whether an edit waits for a decision: nobody is overwritten before. */
export const isUndecided = (edit: Edit, clashes: readonly Clash[]) =>
  clashes.some(({ id }) => holds(edit, id))

/** What is seen without the edit of one passage: the server's passages stand there again. */
export function takenBack(seen: Segments, edits: readonly Edit[], id: string): Segment[] {
  const edit = edits.find((one) => holds(one, id)) ?? { was: [], is: [] }
  const gone = new Set(edit.is)
  return inOrder([...seen.filter((s) => !gone.has(s)), ...edit.was])
}

/**
 * A request that runs, or whose answer was lost: it is sent again as it was, under the same key. `etag` is that of
 * the version that it edits, `touched` names the passages that it saves.
 */
export type Sent = {
  operations: readonly Operation[]
  key: string
  etag: string | null
  touched: readonly string[]
}

const splicesIn = ({ operations }: Pick<Sent, 'operations'>) => operations.filter((o) => o.op === 'splice')

/** The passages that a request removes, and those that it puts in. */
export function idsOf(sent: Pick<Sent, 'operations'>): string[] {
  return splicesIn(sent).flatMap(({ remove, insert }) => [...remove, ...insert.map((s) => s.id)])
}

/** The base with what `theirs` shows of a request whose answer was lost: that is known, and nobody else's work. */
export function acknowledge(base: Segments, sent: Pick<Sent, 'operations'>, theirs: Segments): Segment[] {
  const splices = splicesIn(sent)
  const wanted = new Map(splices.flatMap(({ insert }) => insert.map((s) => [s.id, s])))
  const removed = new Set(splices.flatMap(({ remove }) => remove))
  const there = new Map(theirs.map((s) => [s.id, s]))
  const isDone = (their: Segment) => {
    const want = wanted.get(their.id)
    return (
      want !== undefined &&
      want.text === squashed(their.text) &&
      want.start_ms === their.start_ms &&
      want.end_ms === their.end_ms
    )
  }
  const done = new Map(theirs.filter(isDone).map((s) => [s.id, s]))
  const kept = base.filter(
    (s) => !done.has(s.id) && (there.has(s.id) || !removed.has(s.id) || wanted.has(s.id)),
  )
  return inOrder([...kept, ...done.values()])
}
