/** Edits of a document's body by path. Nothing is changed in place. */

export type Path = readonly (string | number)[]

type Json = unknown

export function at(body: Json, path: Path): Json {
  return path.reduce<Json>((value, key) => (value as Record<string | number, Json> | null)?.[key], body)
}

export function put<T>(body: T, path: Path, value: Json): T {
  const [key, ...rest] = path
  if (key === undefined) return value as T
  const copy = (Array.isArray(body) ? [...body] : { ...(body as object) }) as Record<string | number, Json>
  copy[key] = put(copy[key], rest, value)
  return copy as T
}

function edit<T>(body: T, path: Path, change: (list: Json[]) => Json[]): T {
  return put(body, path, change((at(body, path) as Json[] | undefined) ?? []))
}

export function insertItem<T>(body: T, list: Path, index: number, item: Json): T {
  return edit(body, list, (items) => items.toSpliced(index, 0, item))
}

export function removeItem<T>(body: T, list: Path, index: number): T {
  return edit(body, list, (items) => items.toSpliced(index, 1))
}

/** Swap an item with the one before (-1) or after (1) it. */
export function moveItem<T>(body: T, list: Path, index: number, by: -1 | 1): T {
  return edit(body, list, (items) => {
    const to = index + by
    if (to < 0 || to >= items.length) return items
    return items.with(index, items[to]).with(to, items[index])
  })
}

/** Take an item out and put it where `to` counts without it. */
export function placeItem<T>(body: T, list: Path, from: number, to: number): T {
  return edit(body, list, (items) => items.toSpliced(from, 1).toSpliced(to, 0, items[from]))
}

const bare = (text: string) =>
  text
    .trim()
    .replace(/(?<![.!])[.!]+$/, '')
    .toLowerCase()

/** A text that says nothing beyond its heading need not be read twice. */
export const repeats = (text: string, heading: string) => bare(text) === '' || bare(text) === bare(heading)

type Part = Record<string, Json> & { segment_ids?: string[]; start_ms?: number; end_ms?: number }

/** Join an item with the next: texts one under the other, sources and owners together, the first's picture and heading. */
export function mergeItem<T>(body: T, list: Path, index: number): T {
  return edit(body, list, (items) => {
    const first = items[index] as Part | undefined
    const second = items[index + 1] as Part | undefined
    if (!first || !second) return items
    const both: Part = { ...first }
    for (const key of ['text', 'summary', 'result']) {
      if (typeof second[key] === 'string') both[key] = [first[key], second[key]].filter(Boolean).join('\n\n')
    }
    const owners = new Set([first.owner, second.owner].filter(Boolean))
    if (owners.size > 0) both.owner = [...owners].join(', ')
    both.segment_ids = [...new Set([...(first.segment_ids ?? []), ...(second.segment_ids ?? [])])]
    if (typeof first.end_ms === 'number' && typeof second.end_ms === 'number')
      both.end_ms = Math.max(first.end_ms, second.end_ms)
    return items.toSpliced(index, 2, both)
  })
}
