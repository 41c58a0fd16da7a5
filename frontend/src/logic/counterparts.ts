/** Which part of one body stands for which part of another. */

import type { Body } from '../api/types.ts'
import { bare, plain } from './bodies.ts'

type Item = { segment_ids?: string[]; id?: string }

/** What a part says: neither its id nor its times. */
export function saying(item: object): string {
  const [said] = (bare({ steps: [item] } as unknown as Body) as unknown as { steps: object[] }).steps
  return JSON.stringify(plain({ ...said, id: null, start_ms: null, end_ms: null }))
}

/**
 * The place among `others` that stands for each item, -1 where none does, and each for one item only: the one with
 * its id (where `byId`), else the same, else the one that cites most of the same passages. Those of `first` choose
 * before the rest.
 */
export function counterparts(
  items: readonly Item[],
  others: readonly Item[],
  { byId = false, first = [] }: { byId?: boolean; first?: readonly number[] } = {},
): number[] {
  const places = items.map(() => -1)
  const taken = new Set<number>()
  const take = (index: number, place: number | undefined) => {
    if (place === undefined || places[index] !== -1 || taken.has(place)) return
    places[index] = place
    taken.add(place)
  }
  if (byId) {
    const ids = new Map(others.map(({ id }, place) => [id, place]))
    items.forEach(({ id }, index) => id && take(index, ids.get(id)))
  }
  const alike = placesBy(others, (other) => [saying(other)])
  items.forEach((item, index) =>
    take(
      index,
      alike.get(saying(item))?.find((place) => !taken.has(place)),
    ),
  )
  const citing = placesBy(others, ({ segment_ids }) => segment_ids ?? [])
  for (const index of [...first, ...items.keys()]) {
    if (places[index] === -1) take(index, mostCited(items[index]!, citing, taken))
  }
  return places
}

/** The place that cites most of what an item cites, the first of several. */
function mostCited(
  item: Item,
  citing: Map<string, number[]>,
  taken: ReadonlySet<number>,
): number | undefined {
  const shared = new Map<number, number>()
  for (const id of item.segment_ids ?? []) {
    for (const place of citing.get(id) ?? []) {
      if (!taken.has(place)) shared.set(place, (shared.get(place) ?? 0) + 1)
    }
  }
  return [...shared].toSorted(([a, m], [b, n]) => n - m || a - b)[0]?.[0]
}

function placesBy(items: readonly Item[], keysOf: (item: Item) => string[]): Map<string, number[]> {
  const found = new Map<string, number[]>()
  items.forEach((item, place) => {
    for (const key of keysOf(item)) {
      const places = found.get(key)
      if (places) places.push(place)
      else found.set(key, [place])
    }
  })
  return found
}
