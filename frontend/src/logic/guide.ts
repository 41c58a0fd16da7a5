/** Edits of a guide's steps. */

import type { GuideBody, GuideStep, OwnPicture, StepPicture } from '../api/types.ts'
import { pictureName } from './bodies.ts'
import { insertItem, put } from './body.ts'
import { newId } from '../newId.ts'

/**
 * Another picture for a step, without words or marks. Blurs go along, those of the step and those that another
 * step has on that picture: what they hide stands there, too.
 */
export function otherPicture(
  steps: readonly GuideStep[],
  index: number,
  chosen: Pick<StepPicture, 'at_ms' | 'own' | 'url' | 'width' | 'height'>,
): StepPicture {
  const picture = { own: null, url: null, width: null, height: null, ...chosen, alt: '', crop: null }
  const name = pictureName(picture)
  const hiding = steps.filter(
    (step, i) => i === index || (step.picture && pictureName(step.picture) === name),
  )
  const marks = hiding.flatMap((step) => step.picture?.marks ?? []).filter(({ kind }) => kind === 'blur')
  return { ...picture, marks }
}

/** The guide with a person's own picture at the step with an id. */
export function withOwnPicture(body: GuideBody, id: string, { id: own, ...picture }: OwnPicture): GuideBody {
  const index = body.steps.findIndex((step) => step.id === id)
  const step = body.steps[index]
  if (!step) return body
  const chosen = { at_ms: step.picture?.at_ms ?? step.start_ms, own, ...picture }
  return put(body, ['steps', index, 'picture'], otherPicture(body.steps, index, chosen))
}

/** A step without words, at the end of the one before it. */
export function withNewStep(body: GuideBody, index: number): GuideBody {
  const at = body.steps[index - 1]?.end_ms ?? body.steps[0]?.start_ms ?? 0
  const step: GuideStep = {
    id: `s-${newId()}`,
    heading: '',
    text: '',
    result: null,
    start_ms: at,
    end_ms: at,
    segment_ids: [],
    picture: null,
  }
  return insertItem(body, ['steps'], index, step)
}

/** The step again where it stood, or at the end of a guide that is shorter by now. */
export function withStepAgain(body: GuideBody, index: number, step: GuideStep): GuideBody {
  const isThere = body.steps.some(({ id }) => id === step.id)
  return isThere ? body : insertItem(body, ['steps'], Math.min(index, body.steps.length), step)
}
