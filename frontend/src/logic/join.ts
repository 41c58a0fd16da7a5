/** What to do when the server holds something else than this page thought. */

import type { Segment } from '../api/types.ts'
import { inOrder, sameWords } from './alike.ts'
import type { Plan } from './sync.ts'

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
  real: ReadonlyMap<string, string>,
): { segments: Segment[]; clashes: Clash[] } {
  const idOf = (s: Segment) => real.get(s.id) ?? s.id
  const was = new Map(base.map((s) => [s.id, s]))
  const mine = new Map(local.map((s) => [idOf(s), s]))
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
    if (!iChanged) result.push(their.id === my.id ? their : { ...their, id: my.id })
    else {
      if (theyChanged && !sameWords(my, their)) clashes.push({ id: my.id, mine: my, theirs: their })
      result.push(my)
    }
  }
  const present = new Set(theirs.map((s) => s.id))
  for (const my of local) {
    const id = idOf(my)
    if (present.has(id)) continue
    const before = was.get(id)
    if (before && sameWords(before, my)) continue
    if (before) clashes.push({ id: my.id, mine: my, theirs: null })
    result.push(my)
  }
  return { segments: inOrder(result), clashes }
}

/** A request whose answer was lost: what the page wanted then, and the splits that it asked for. */
export type Sent = { wanted: Segments; halves: Plan['halves'] }

/**
 * What `theirs` shows of a request whose answer was lost is known, and nobody else's work. Returns the base
 * with it, and the server's ids of what that request made.
 */
export function acknowledge(
  base: Segments,
  { wanted, halves }: Sent,
  theirs: Segments,
  real: ReadonlyMap<string, string>,
): { base: Segment[]; names: Map<string, string> } {
  const there = new Map(theirs.map((s) => [s.id, s]))
  const asked = new Map(wanted.map((s) => [real.get(s.id) ?? s.id, s]))
  const names = new Map<string, string>()
  const known = base.flatMap((before) => {
    const their = there.get(before.id)
    const mine = asked.get(before.id)
    const both = halves.get(before.id)
    const half = both && their && cutOff(before, their, base, theirs)
    if (half) {
      names.set(both[0], before.id)
      names.set(both[1], half.id)
      return [their, half]
    }
    if (!their && !mine) return []
    return their && mine && sameWords(their, mine) ? [their] : [before]
  })
  return { base: known, names }
}

/** The second half of a segment that the server has cut; undefined when it has not. */
export function cutOff(
  before: Segment,
  their: Segment,
  base: Segments,
  theirs: Segments,
): Segment | undefined {
  const known = new Set(base.map((s) => s.id))
  const inside = theirs.filter(
    (s) => !known.has(s.id) && s.start_ms >= their.end_ms && s.start_ms < before.end_ms,
  )
  return their.end_ms < before.end_ms && inside.length === 1 ? inside[0] : undefined
}
