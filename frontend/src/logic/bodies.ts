/** Bodies of documents as data: what two of them have in common, and what is sent of one. */

import { Problem } from '../api/problem.ts'
import type { Body, GuideStep, StepPicture } from '../api/types.ts'
import { at } from './body.ts'
import type { Part } from './shapes.ts'

type Json = unknown
type Pictured = { steps?: (Partial<GuideStep> | null)[] }

/** The body without addresses of pictures: the server finds a picture by its moment or its id. */
export function bare(body: Body): Body {
  const { steps } = body as Pictured
  if (!steps) return body
  const moments = steps.map((step) =>
    step?.picture ? { ...step, picture: { ...step.picture, url: null, width: null, height: null } } : step,
  )
  return { ...body, steps: moments } as Body
}

/** What tells a picture from all others of its document. */
export const pictureName = ({ own, at_ms }: StepPicture): string | number => own ?? at_ms

/** The body with the addresses that another one knows for the same pictures. */
export function withPictures(body: Body, known: Body): Body {
  const { steps } = body as Pictured
  if (!steps) return body
  const shown = ((known as Pictured).steps ?? []).flatMap((step) => (step?.picture?.url ? step.picture : []))
  const byName = new Map(shown.map((picture) => [pictureName(picture), picture]))
  const pictured = steps.map((step) => {
    const picture = step?.picture && byName.get(pictureName(step.picture))
    const { url, width, height } = picture ?? {}
    return picture ? { ...step, picture: { ...step!.picture, url, width, height } } : step
  })
  return { ...body, steps: pictured } as Body
}

/** Whether two bodies say the same. The server trims texts, and its pictures have addresses that change. */
export function sameBody(a: Body, b: Body): boolean {
  return a === b || JSON.stringify(plain(bare(a))) === JSON.stringify(plain(bare(b)))
}

/** The value with texts trimmed, members in order, and nothing that is not there. */
export function plain(value: Json): Json {
  if (typeof value === 'string') return value.trim()
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined)
  return Object.fromEntries(
    members.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, plain(member)]),
  )
}

/** The path to the first part in which two bodies differ; null when they are the same. */
export function firstDifference(before: Json, after: Json): (string | number)[] | null {
  if (before === after) return null
  if (!isTree(before) || !isTree(after) || Array.isArray(before) !== Array.isArray(after)) return []
  const keys = new Set([...Object.keys(after), ...Object.keys(before)])
  for (const key of keys) {
    const step = Array.isArray(after) ? Number(key) : key
    const below = firstDifference(before[key], after[key])
    if (below) return [step, ...below]
  }
  return null
}

const isTree = (value: Json): value is Record<string, Json> => typeof value === 'object' && value !== null

/** Every text of a body, in the order of its fields, for a comparison. */
export function textOf(parts: readonly Part[], body: Body): string {
  const lines = parts.flatMap((part) => {
    const base = part.kind === 'group' && part.key === null ? body : at(body, [part.key as string])
    const items = part.kind === 'list' ? ((base as Json[] | undefined) ?? []) : [base]
    const fields = part.fields.filter((field) => field.input !== 'time')
    return items.flatMap((item) => fields.map((field) => at(item, [field.key])))
  })
  return lines.filter((text) => typeof text === 'string' && text.trim() !== '').join('\n')
}

/** Whether the first of two ETags names a later save of a document than the second. */
export function isLater(etag: string | null, than: string | null): boolean {
  const [version, save] = saveOf(etag)
  const [other, earlier] = saveOf(than)
  return version > other || (version === other && save > earlier)
}

export const isSameSave = (a: string | null, b: string | null) => saveOf(a).join() === saveOf(b).join()

/** The version and the save that an ETag names: `"3.2-5-1"` is the second save of version 3. */
function saveOf(etag: string | null): [number, number] {
  const found = /^(?:W\/)?"(\d+)(?:\.(\d+))?/.exec(etag ?? '')
  return found ? [Number(found[1]), Number(found[2] ?? 1)] : [0, 0]
}

/** A field that the server refused: `pointer` leads to it in the body. */
export type FieldProblem = { pointer: string; words: string }

export function problemsOf(error: unknown, body: Body): FieldProblem[] {
  if (!(error instanceof Problem)) return []
  return error.errors.flatMap(({ pointer, detail }) => {
    const inside = pointer.replace(/^\/body(?=\/)/, '')
    if (inside === pointer) return []
    // A time that cannot be read is sent as it was typed.
    const isTime = typeof at(body, inside.split('/').slice(1)) === 'string' && inside.endsWith('_ms')
    return {
      pointer: inside,
      words: isTime ? detail.replace('a whole number', 'a time such as 1:23') : detail,
    }
  })
}

export const pointerOf = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${part}`).join('')
