/** A transcript's unsaved edits as data that is small enough to be written down at every key. */

import type { Segment } from '../api/types.ts'
import { inOrder, sameWords, squashed } from './alike.ts'
import * as edits from './edits.ts'
import { cutOff, type Clash, type Sent } from './join.ts'

type Segments = readonly Segment[]

/** Segments as they were and as they are. Words with their times are left out: the server aligns them anew. */
type Edit = { was: Segment[]; is: Segment[] }

export type Unsaved = {
  mine: Edit
  /** A request whose answer is not known, as an edit of the same base. */
  sent: (Edit & { halves: [string, readonly [string, string]][] }) | null
  clashes: Clash[]
}

export type Work = { base: Segments; local: Segments; sent: Sent | null; clashes: Clash[] }

const bare = (s: Segment): Segment => ({ ...s, words: [] })

/** What of this work the server does not have; null when it has all of it. `real` maps ids made here to the server's. */
export function unsaved(
  { base, local, sent, clashes }: Work,
  real: ReadonlyMap<string, string>,
): Unsaved | null {
  const mine = difference(base, local, real)
  const asked = sent && { ...difference(base, sent.wanted, real), halves: [...sent.halves] }
  if (isEmpty(mine) && clashes.length === 0 && (!asked || isEmpty(asked))) return null
  return {
    mine,
    sent: asked,
    clashes: clashes.map(({ id, mine: my, theirs }) => ({
      id: real.get(id) ?? id,
      mine: my && bare(my),
      theirs: theirs && bare(theirs),
    })),
  }
}

const isEmpty = ({ was, is }: Edit) => was.length === 0 && is.length === 0

function difference(base: Segments, local: Segments, real: ReadonlyMap<string, string>): Edit {
  const before = new Map(base.map((s) => [s.id, s]))
  const was: Segment[] = []
  const is: Segment[] = []
  for (const segment of local) {
    const id = real.get(segment.id) ?? segment.id
    const held = before.get(id)
    before.delete(id)
    // A passage that is being emptied is not saved either; see `plan`.
    if ((held && sameWords(held, segment)) || squashed(segment.text) === '') continue
    if (held) was.push(bare(held))
    is.push({ ...bare(segment), id })
  }
  return { was: [...was, ...[...before.values()].map(bare)], is }
}

/** The work again, beside what the server holds now: the base it was made on, what was seen, what was sent. */
export function restored({ mine, sent, clashes }: Unsaved, theirs: Segments): Work {
  const was = [...new Map([...(sent?.was ?? []), ...mine.was].map((s) => [s.id, s])).values()]
  const touched = new Set([...was, ...mine.is, ...(sent?.is ?? [])].map((s) => s.id))
  const there = new Map(theirs.map((s) => [s.id, s]))
  const untouched = theirs.filter((s) => !touched.has(s.id))
  const hosts = new Set(sent?.halves.map(([id]) => id))
  const halves = was.flatMap((before) => {
    const their = hosts.has(before.id) && there.get(before.id)
    return (their && cutOff(before, their, was, untouched)) || []
  })
  const base = inOrder([...untouched, ...was].filter((s) => !halves.includes(s)))
  return {
    base,
    local: applied(base, mine, there),
    sent: sent && { wanted: applied(base, sent, there), halves: new Map(sent.halves) },
    clashes,
  }
}

function applied(base: Segments, { was, is }: Edit, there: ReadonlyMap<string, Segment>): Segment[] {
  const gone = new Set(was.map((s) => s.id))
  const kept = base.filter((s) => !gone.has(s.id))
  return inOrder([...kept, ...is.map((s) => timed(s, there.get(s.id)))])
}

/** Words get their times from the passage that the server holds. */
function timed(segment: Segment, their: Segment | undefined): Segment {
  const words = their ? edits.setText([their], 0, segment.text)[0]!.words : []
  return { ...segment, words }
}
