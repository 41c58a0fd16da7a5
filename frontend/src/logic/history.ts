/** Undo and redo: what an edit replaced, as one splice. Typing in one place is one entry. */

type Splice<T> = { at: number; removed: readonly T[]; added: readonly T[]; tag: string | null; when: number }

export type History<T> = { past: readonly Splice<T>[]; future: readonly Splice<T>[] }

const DEPTH = 500
const SAME_BREATH_MS = 1500

export function emptyHistory<T>(): History<T> {
  return { past: [], future: [] }
}

/** The one splice that leads from `before` to `after`; both share the items that did not change. */
export function spliceBetween<T>(before: readonly T[], after: readonly T[]): Omit<Splice<T>, 'tag' | 'when'> {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail += 1
  return {
    at: head,
    removed: before.slice(head, before.length - tail),
    added: after.slice(head, after.length - tail),
  }
}

/** Remember an edit. Edits with the same `tag` in quick succession become one. */
export function record<T>(
  history: History<T>,
  before: readonly T[],
  after: readonly T[],
  tag: string | null,
  now: number,
): History<T> {
  if (before === after) return history
  const entry = { ...spliceBetween(before, after), tag, when: now }
  const last = history.past.at(-1)
  if (
    last &&
    tag !== null &&
    last.tag === tag &&
    now - last.when < SAME_BREATH_MS &&
    last.at === entry.at &&
    last.added.length === entry.removed.length
  ) {
    const joined = { ...entry, removed: last.removed }
    return { past: [...history.past.slice(0, -1), joined], future: [] }
  }
  return { past: [...history.past.slice(-DEPTH + 1), entry], future: [] }
}

/** The list and history one step back, and where it changed; null when there is nothing to undo. */
export function undo<T>(history: History<T>, list: readonly T[]) {
  const last = history.past.at(-1)
  if (!last) return null
  return {
    list: list.toSpliced(last.at, last.added.length, ...last.removed),
    history: { past: history.past.slice(0, -1), future: [...history.future, last] },
    at: last.at,
  }
}

export function redo<T>(history: History<T>, list: readonly T[]) {
  const next = history.future.at(-1)
  if (!next) return null
  return {
    list: list.toSpliced(next.at, next.removed.length, ...next.added),
    history: { past: [...history.past, next], future: history.future.slice(0, -1) },
    at: next.at,
  }
}

/** How items are told apart: whether two with one id say the same, and which of two comes first. */
type Kind<T> = { same: (a: T, b: T) => boolean; order: (a: T, b: T) => number }

/**
 * The history of a list into which somebody else's work has come. An entry that no longer meets what it made is
 * left out; the others move to where their items are now.
 */
export function rebase<T extends { id: string }>(
  { past, future }: History<T>,
  list: readonly T[],
  kind: Kind<T>,
): History<T> {
  return {
    past: walk(past, list, kind, (s) => [s.added, s.removed]),
    future: walk(future, list, kind, (s) => [s.removed, s.added]),
  }
}

/** Those entries of a stack that can be walked from the list on, the last one first. */
function walk<T extends { id: string }>(
  stack: readonly Splice<T>[],
  list: readonly T[],
  kind: Kind<T>,
  sides: (splice: Splice<T>) => [from: readonly T[], to: readonly T[]],
): Splice<T>[] {
  const kept: Splice<T>[] = []
  for (const splice of stack.toReversed()) {
    const [from, to] = sides(splice)
    const at = from.length > 0 ? runOf(from, list, kind) : gapFor(to[0], list, kind)
    if (at < 0) continue
    kept.unshift({ ...splice, at })
    list = list.toSpliced(at, from.length, ...to)
  }
  return kept
}

/** Where these items stand in the list, one after the other and unchanged; -1 when they do not. */
function runOf<T extends { id: string }>(items: readonly T[], list: readonly T[], { same }: Kind<T>): number {
  const at = list.findIndex((item) => item.id === items[0]!.id)
  const meets = (item: T, i: number) => {
    const found = list[at + i]
    return found !== undefined && found.id === item.id && same(found, item)
  }
  return at >= 0 && items.every(meets) ? at : -1
}

/** Where an item that was taken out belongs. */
function gapFor<T>(item: T | undefined, list: readonly T[], { order }: Kind<T>): number {
  if (item === undefined) return -1
  const at = list.findIndex((other) => order(other, item) > 0)
  return at < 0 ? list.length : at
}
