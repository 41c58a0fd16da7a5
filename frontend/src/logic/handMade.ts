/** What a person wrote in a document before it was written again, and how a part of it is kept. */

import type { Body, Version } from '../api/types.ts'
import { at, insertItem, placeItem, put, removeItem, type Path } from './body.ts'
import { counterparts, saying } from './counterparts.ts'
import { longestRise } from './rising.ts'
import type { Field, Part } from './shapes.ts'

type Change = 'written' | 'removed' | 'moved'

/**
 * What a person did to a part: wrote it (`mine`; `now` is what stands in its place), removed it, or moved it (`to` is
 * where it would go, counted without it). `path` leads to its place in the present body. `key` tells it from all others.
 */
export type HandMade = {
  key: string
  name: string
  change: Change
  path: Path
  mine: unknown
  now: unknown
  words: [string, string]
  to?: number
}

type Cites = { segment_ids?: string[]; id?: string }

/** The versions to compare: the person's before the last writing, and the one that it came from. */
export function versionsToCompare(versions: readonly Version[]): { mine: number; base: number } | null {
  const newestFirst = versions.toSorted((a, b) => b.version - a.version)
  const written = newestFirst.findIndex((one) => !one.edited)
  const mine = newestFirst[written + 1]
  const base = newestFirst.slice(written + 2).find((one) => !one.edited)
  const isWrittenAgain = newestFirst[written]?.restored_from === null
  return isWrittenAgain && mine?.edited && base ? { mine: mine.version, base: base.version } : null
}

/** What the person wrote, removed and moved, as far as it does not stand so in the present body. */
export function handMade(parts: readonly Part[], base: Body, mine: Body, now: Body): HandMade[] {
  return parts.flatMap((part) =>
    part.kind === 'list' ? ofList(part, base, mine, now) : ofGroup(part, base, mine, now),
  )
}

function ofGroup(part: Part & { kind: 'group' }, base: Body, mine: Body, now: Body): HandMade[] {
  return part.fields.flatMap((field) => {
    const path: Path = part.key === null ? [field.key] : [part.key, field.key]
    const [was, is, present] = [base, mine, now].map((body) => text(at(body, path)))
    if (is === was || is === present || !is) return []
    const words: [string, string] = [present!, is]
    return [{ key: field.label, name: field.label, change: 'written', path, mine: is, now: present, words }]
  })
}

function ofList(part: Part & { kind: 'list' }, base: Body, mine: Body, now: Body): HandMade[] {
  const listOf = (body: Body) => (at(body, [part.key]) as Cites[] | undefined) ?? []
  const [before, theirs, present] = [listOf(base), listOf(mine), listOf(now)]
  const was = new Set(before.map(saying))
  const first = [...theirs.keys()].filter((index) => !was.has(saying(theirs[index]!)))
  /** Where each part of the person's version was, and where it is. */
  const origins = counterparts(theirs, before, { byId: true })
  const places = counterparts(theirs, present, { first })
  return [
    ...written(part, theirs, present, first, places),
    ...removed(part, before, present, origins, places),
    ...moved(part, present, origins, places),
  ]
}

function written(
  { key: list, item: word, fields }: Part & { kind: 'list' },
  theirs: Cites[],
  present: Cites[],
  indexes: number[],
  places: number[],
): HandMade[] {
  const is = new Set(present.map(saying))
  return indexes.flatMap((index): HandMade[] => {
    const mine = theirs[index]!
    if (is.has(saying(mine))) return []
    const place = places[index]!
    const now = place >= 0 ? present[place]! : null
    // A part that nothing stands for goes where it stood.
    const path: Path = [list, place >= 0 ? place : Math.min(index, present.length)]
    const words: [string, string] = [wordsOf(fields, now), wordsOf(fields, mine)]
    const name = `${word} ${(place >= 0 ? place : index) + 1}`
    return [{ key: `${word} ${index + 1}`, name, change: 'written', path, mine, now, words }]
  })
}

/** What stands there again for the parts that the person had removed. */
function removed(
  { key: list, item: word, fields }: Part & { kind: 'list' },
  before: Cites[],
  present: Cites[],
  origins: number[],
  places: number[],
): HandMade[] {
  const gone = [...before.keys()].filter((index) => !origins.includes(index))
  const free = [...present.keys()].filter((place) => !places.includes(place))
  const again = counterparts(
    gone.map((index) => before[index]!),
    free.map((place) => present[place]!),
  )
  return gone.flatMap((index, i): HandMade[] => {
    const place = free[again[i]!]
    if (place === undefined) return []
    const now = present[place]!
    const of = { name: `${word} ${place + 1}`, path: [list, place], mine: null, now }
    return [
      { ...of, key: `removed ${word} ${index + 1}`, change: 'removed', words: [wordsOf(fields, now), ''] },
    ]
  })
}

/** The parts that the person had put behind or before others, and that stand in another order now. */
function moved(
  { key: list, item: word }: Part & { kind: 'list' },
  present: Cites[],
  origins: number[],
  places: number[],
): HandMade[] {
  const known = origins.filter((origin) => origin >= 0)
  if (known.every((origin, i) => i === 0 || known[i - 1]! < origin)) return []
  const staying = longestRise(known)
  const stands = places.filter((place) => place >= 0).toSorted((a, b) => a - b)
  return places.flatMap((place, index): HandMade[] => {
    const origin = origins[index]!
    if (place < 0 || origin < 0 || staying.has(origin)) return []
    const ahead = places.slice(0, index).findLast((other) => other >= 0) ?? -1
    if ((stands[stands.indexOf(place) - 1] ?? -1) === ahead) return []
    const of = { name: `${word} ${place + 1}`, path: [list, place], mine: null, now: present[place] }
    const to = ahead < place ? ahead + 1 : ahead
    return [{ ...of, key: `moved ${word} ${index + 1}`, change: 'moved', words: ['', ''], to }]
  })
}

/** The body as the person had it in this: their part in the place of the new one or beside it, removed, or moved. */
export function kept(body: Body, { change, path, mine, now, to }: HandMade): Body {
  const [list, index] = path as [string, number]
  if (change === 'removed') return removeItem(body, [list], index)
  if (change === 'moved') return placeItem(body, [list], index, to!)
  const fresh = withFreeId(body, path, mine)
  return typeof mine === 'string' || now !== null
    ? put(body, path, fresh)
    : insertItem(body, [list], index, fresh)
}

/** Ids are unique within a document: one that another part has now is left out, so that the server chooses. */
function withFreeId(body: Body, path: Path, mine: unknown): unknown {
  const { id } = Object(mine) as Cites
  const items = (at(body, path.slice(0, -1)) as Cites[] | undefined) ?? []
  const isTaken =
    id !== undefined && Array.isArray(items) && items.some((one, i) => one.id === id && i !== path.at(-1))
  return isTaken ? { ...(mine as object), id: '' } : mine
}

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

const wordsOf = (fields: readonly Field[], item: object | null | undefined) =>
  fields
    .filter((field) => field.input !== 'time')
    .map((field) => text(at(item ?? {}, [field.key])))
    .filter(Boolean)
    .join('\n')
