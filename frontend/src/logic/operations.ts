/** What leads from one body of a document to another, as operations of the API. */

import type { Body, GuideStep, StepPicture } from '../api/types.ts'
import { pictureName, sameBody } from './bodies.ts'
import { put } from './body.ts'
import { longestRise } from './rising.ts'

export type Operation =
  | { op: 'set_text'; path: string; text: string | null }
  | ({ op: 'insert_step'; after: string | null } & GuideStep)
  | { op: 'move_step'; step_id: string; after: string | null }
  | { op: 'remove_step'; step_id: string }
  | { op: 'set_picture'; step_id: string; picture: StepPicture | null }
  | { op: 'set_marks'; step_id: string; marks: NonNullable<StepPicture['marks']> }
  | { op: 'set_crop'; step_id: string; crop: NonNullable<StepPicture['crop']> | null }
  | { op: 'set_alt'; step_id: string; alt: string }

type Json = unknown
type Tree = Record<string, Json>

/** One request takes no more. */
const MOST = 200
const TEXTS = ['title', 'goal', 'lead', 'text', 'heading', 'result', 'summary', 'owner']

/** The operations from one body to another; null where they cannot say the difference, or would be very many. */
export function operationsBetween(from: Body, to: Body): Operation[] | null {
  const [before, after] = [stepsOf(from), stepsOf(to)]
  if (!haveIds(before) || !haveIds(after)) return null
  const operations = [
    ...textsBetween(without(from), without(to), ''),
    ...orderBetween(before, after),
    ...after.flatMap((step) =>
      changesOf(
        before.find(({ id }) => id === step.id),
        step,
      ),
    ),
  ]
  const isAll = operations.length > 0 && operations.length <= MOST && sameBody(applied(from, operations), to)
  return isAll ? operations : null
}

const stepsOf = (body: Body): GuideStep[] => (body as { steps?: GuideStep[] }).steps ?? []
const without = (body: Body): Json => ({ ...body, steps: undefined })
const haveIds = (steps: GuideStep[]) =>
  steps.every(({ id }) => Boolean(id)) && new Set(steps.map(({ id }) => id)).size === steps.length

/** The texts that differ below a path; other differences are left for the comparison at the end to find. */
function textsBetween(from: Json, to: Json, path: string): Operation[] {
  if (from === to || !isTree(from) || !isTree(to)) return []
  return Object.keys(to).flatMap((key): Operation[] => {
    const [was, is] = [from[key] ?? null, to[key] ?? null]
    const here = `${path}/${key}`
    if (!TEXTS.includes(key)) return textsBetween(was, is, here)
    return was !== is && (typeof is === 'string' || is === null)
      ? [{ op: 'set_text', path: here, text: is }]
      : []
  })
}

const isTree = (value: Json): value is Tree => typeof value === 'object' && value !== null

/** Takes steps out, puts new ones in, and moves as few as possible. */
function orderBetween(from: GuideStep[], to: GuideStep[]): Operation[] {
  const wanted = new Set(to.map(({ id }) => id))
  const places = new Map(from.map(({ id }, index) => [id, index]))
  const staying = longestRise(to.flatMap(({ id }) => places.get(id) ?? []))
  const removed = from.filter(({ id }) => !wanted.has(id))
  const ordered = to.flatMap((step, index): Operation[] => {
    const after = to[index - 1]?.id ?? null
    const place = places.get(step.id)
    if (place === undefined) return [{ op: 'insert_step', after, ...step }]
    return staying.has(place) ? [] : [{ op: 'move_step', step_id: step.id, after }]
  })
  return [...removed.map(({ id }): Operation => ({ op: 'remove_step', step_id: id })), ...ordered]
}

function changesOf(from: GuideStep | undefined, to: GuideStep): Operation[] {
  if (!from) return []
  const step_id = to.id
  const { picture: was, ...fromTexts } = from
  const { picture: is, ...toTexts } = to
  const texts = textsBetween(fromTexts, toTexts, `/steps/${step_id}`)
  if (!was || !is || pictureName(was) !== pictureName(is))
    return was || is ? [...texts, { op: 'set_picture', step_id, picture: is ?? null }] : texts
  const differs = (key: 'marks' | 'crop' | 'alt') => JSON.stringify(was[key]) !== JSON.stringify(is[key])
  const changes: Operation[] = [
    { op: 'set_marks', step_id, marks: is.marks ?? [] },
    { op: 'set_crop', step_id, crop: is.crop ?? null },
    { op: 'set_alt', step_id, alt: is.alt ?? '' },
  ]
  const keys = ['marks', 'crop', 'alt'] as const
  return [...texts, ...changes.filter((_, index) => differs(keys[index]!))]
}

/** The body after these operations, as the server makes it. */
export function applied(body: Body, operations: readonly Operation[]): Body {
  return operations.reduce(afterOne, body)
}

function afterOne(body: Body, operation: Operation): Body {
  if (operation.op === 'set_text') return put(body, pathIn(body, operation.path), operation.text)
  return { ...body, steps: stepsAfter(stepsOf(body), operation) } as Body
}

function stepsAfter(steps: GuideStep[], operation: Exclude<Operation, { op: 'set_text' }>): GuideStep[] {
  const behind = (list: GuideStep[], after: string | null) => list.findIndex(({ id }) => id === after) + 1
  if (operation.op === 'insert_step') {
    const { op: _, after, ...step } = operation
    return steps.toSpliced(behind(steps, after), 0, step)
  }
  const { step_id } = operation
  const step = steps.find(({ id }) => id === step_id)
  if (!step) return steps
  const others = steps.filter((each) => each !== step)
  const changed = (picture: GuideStep['picture']) => steps.with(steps.indexOf(step), { ...step, picture })
  switch (operation.op) {
    case 'remove_step':
      return others
    case 'move_step':
      return others.toSpliced(behind(others, operation.after), 0, step)
    case 'set_picture':
      return changed(operation.picture)
    case 'set_marks':
      return changed({ ...step.picture!, marks: operation.marks })
    case 'set_crop':
      return changed({ ...step.picture!, crop: operation.crop })
    case 'set_alt':
      return changed({ ...step.picture!, alt: operation.alt })
  }
}

/** A path with the place of a step instead of its id. */
function pathIn(body: Body, pointer: string): string[] {
  const [, ...path] = pointer.split('/')
  const index = path[0] === 'steps' ? stepsOf(body).findIndex(({ id }) => id === path[1]) : -1
  return index < 0 ? path : path.with(1, String(index))
}
