/** What a person wrote in a document before it was written again, and how a part of it is kept. */

import type { Body, Version } from '../api/types.ts'
import { sameBody } from './bodies.ts'
import { at, put, type Path } from './body.ts'
import type { Field, Part } from './shapes.ts'

/** A hand-made part: `mine` of the person's version, `now` what stands in its place, at `path`. */
export type HandMade = { name: string; path: Path; mine: unknown; now: unknown; words: [string, string] }

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

/** The parts that the person wrote or changed, and that do not stand in the present body. */
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
    return [{ name: field.label, path, mine: is, now: present, words: [present!, is] as [string, string] }]
  })
}

function ofList(part: Part & { kind: 'list' }, base: Body, mine: Body, now: Body): HandMade[] {
  const [before, theirs, present] = [base, mine, now].map(
    (body) => (at(body, [part.key]) as object[] | undefined) ?? [],
  )
  const taken = new Set<number>()
  return theirs!.flatMap((item, index) => {
    if (before!.some((one) => same(one, item)) || present!.some((one) => same(one, item))) return []
    const place = nearest(item, present!, taken)
    if (place >= 0) taken.add(place)
    const instead = place >= 0 ? present![place] : null
    const words: [string, string] = [wordsOf(part.fields, instead), wordsOf(part.fields, item)]
    // A part that nothing stands for goes where it stood.
    const path: Path = [part.key, place >= 0 ? place : Math.min(index, present!.length)]
    return [{ name: `${part.item} ${index + 1}`, path, mine: item, now: instead, words }]
  })
}

/** The body with the hand-made part: in the place of the new one, or beside the others where there is none. */
export function kept(body: Body, { path, mine, now }: HandMade): Body {
  if (typeof mine === 'string' || now !== null) return put(body, path, withFreeId(body, path, mine))
  const [list, index] = path as [string, number]
  const items = (at(body, [list]) as unknown[] | undefined) ?? []
  const fresh = withFreeId(body, path, mine)
  return put(body, [list], [...items.slice(0, index), fresh, ...items.slice(index)])
}

/** Ids are unique within a document: one that another part has now is left out, so that the server chooses. */
function withFreeId(body: Body, path: Path, mine: unknown): unknown {
  const { id } = Object(mine) as Cites
  const items = (at(body, path.slice(0, -1)) as Cites[] | undefined) ?? []
  const isTaken =
    id !== undefined && Array.isArray(items) && items.some((one, i) => one.id === id && i !== path.at(-1))
  return isTaken ? { ...(mine as object), id: '' } : mine
}

/** The place of the part that cites most of the same passages; -1 where none does. */
function nearest(item: Cites, items: readonly Cites[], taken: ReadonlySet<number>): number {
  const cited = new Set(item.segment_ids)
  const shared = items.map((one, i) =>
    taken.has(i) ? 0 : (one.segment_ids ?? []).filter((id) => cited.has(id)).length,
  )
  const most = Math.max(0, ...shared)
  return most === 0 ? -1 : shared.indexOf(most)
}

const same = (a: object, b: object) => {
  const [one, other] = [a, b].map((part) => ({ steps: [{ ...part, id: undefined, start_ms: 0, end_ms: 0 }] }))
  return sameBody(one as unknown as Body, other as unknown as Body)
}

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

const wordsOf = (fields: readonly Field[], item: object | null | undefined) =>
  fields
    .filter((field) => field.input !== 'time')
    .map((field) => text(at(item ?? {}, [field.key])))
    .filter(Boolean)
    .join('\n')
