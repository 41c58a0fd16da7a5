/** A transcript's unsaved edits as data that is small enough to be written down at every key. */

import type { Segment } from '../api/types.ts'
import { inOrder } from './alike.ts'
import * as edits from './edits.ts'
import { acknowledge, idsOf, type Clash, type Sent } from './join.ts'
import { editsOf, isWork, type Edit } from './splices.ts'

type Segments = readonly Segment[]

const FORMAT = 2

export type Unsaved = {
  format: typeof FORMAT
  /** What was edited, in no stretches. Words with their times are left out: the server aligns them anew. */
  mine: Edit
  /** A request whose answer is not known. */
  sent: Pick<Sent, 'operations' | 'key' | 'etag'> | null
  clashes: Clash[]
}

export type Work = {
  /** What the server held last, and what is seen. */
  base: Segments
  local: Segments
  /** The passages that were edited since, but for those of `sent`. */
  touched: ReadonlySet<string>
  sent: Sent | null
  clashes: Clash[]
}

const bare = (s: Segment): Segment => ({ ...s, words: [] })

/** What of this work the server does not have; null when it has all of it. */
export function unsaved({ base, local, touched, sent, clashes }: Work): Unsaved | null {
  const all = editsOf(base, local, new Set([...touched, ...(sent?.touched ?? [])]))
  // While a request is on its way, what undoes it is work, too.
  const found = sent ? all : all.filter(isWork)
  if (found.length === 0 && clashes.length === 0 && !sent) return null
  return {
    format: FORMAT,
    mine: {
      was: found.flatMap((edit) => edit.was.map(bare)),
      is: found.flatMap((edit) => edit.is.map(bare)),
    },
    sent: sent && { operations: sent.operations, key: sent.key, etag: sent.etag },
    clashes: clashes.map(({ id, mine, theirs }) => ({
      id,
      mine: mine && bare(mine),
      theirs: theirs && bare(theirs),
    })),
  }
}

/** A draft of an earlier format as one of this; null where it cannot be taken up. */
export function upgraded(draft: unknown): Unsaved | null {
  const { format, mine, sent, clashes } = draft as Partial<Unsaved>
  if (!Array.isArray(mine?.was) || !Array.isArray(mine.is) || !Array.isArray(clashes)) return null
  if (format === FORMAT) return { format, mine, sent: sent ?? null, clashes }
  // The first format did not keep the operations of its last request: whatever it did is somebody's work here.
  return format === undefined ? { format: FORMAT, mine, sent: null, clashes } : null
}

/**
 * The work again, beside what the server holds now: the base it was made on, and what was seen. What the server
 * shows of a lost request belongs to the base.
 */
export function restored({ mine, sent, clashes }: Unsaved, theirs: Segments): Omit<Work, 'sent'> {
  const touched = new Set([...mine.was, ...mine.is].map((s) => s.id))
  for (const id of sent ? idsOf(sent) : []) touched.add(id)
  const there = new Map(theirs.map((s) => [s.id, s]))
  const untouched = theirs.filter((s) => !touched.has(s.id))
  const base = inOrder([...untouched, ...mine.was])
  const local = inOrder([...untouched, ...mine.is.map((s) => timed(s, there.get(s.id)))])
  return { base: sent ? acknowledge(base, sent, theirs) : base, local, touched, clashes }
}

/** Words get their times from the passage that the server holds. */
function timed(segment: Segment, their: Segment | undefined): Segment {
  const words = their ? edits.setText([their], 0, segment.text)[0]!.words : []
  return { ...segment, words }
}
