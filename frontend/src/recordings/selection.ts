/** The selected recordings, by id, in the order in which they were selected. */

import { Store } from '../store.ts'

export const selected = new Store<ReadonlySet<string>>(new Set())

let last: string | null = null

/** Select or deselect a recording; `through` does the same with all between it and the one before. */
export function choose(id: string, isOn: boolean, through: readonly string[] | null): void {
  const [from, to] = [through?.indexOf(last ?? '') ?? -1, through?.indexOf(id) ?? -1]
  const range =
    through && from >= 0 && to >= 0 ? through.slice(Math.min(from, to), Math.max(from, to) + 1) : [id]
  selected.set((now) => {
    const next = new Set(now)
    for (const each of range) {
      if (isOn) next.add(each)
      else next.delete(each)
    }
    return next
  })
  last = id
}

export function selectAll(ids: readonly string[]): void {
  selected.set(new Set(ids))
}

export function deselect(): void {
  selected.set(new Set())
  last = null
}
