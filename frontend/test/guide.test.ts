/** Edits of a guide's steps. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GuideBody, GuideStep, Mark } from '../src/api/types.ts'
import { otherPicture, withNewStep, withStepAgain } from '../src/logic/guide.ts'

const mark = (kind: Mark['kind']): Mark => ({ kind, box: [0, 0, 0.1, 0.1], text: null, proposed: false })
const step = (id: string, end_ms: number, marks: Mark[] = []): GuideStep => ({
  id,
  heading: id,
  text: id,
  result: null,
  start_ms: 0,
  end_ms,
  segment_ids: [],
  picture: { at_ms: end_ms, url: 'seen', width: 9, height: 9, alt: 'Alt', crop: null, marks },
})
const guide = (...steps: GuideStep[]): GuideBody => ({
  title: '',
  goal: '',
  prerequisites: [],
  steps,
  troubleshooting: [],
})
const ids = (body: GuideBody) => body.steps.map(({ id }) => id)

test('a new step stands between its neighbours, at the end of the one before', () => {
  const { steps } = withNewStep(guide(step('a', 1000), step('b', 2000)), 1)
  assert.deepEqual([steps.length, steps[1]!.start_ms, steps[1]!.picture], [3, 1000, null])
  assert.ok(steps[1]!.id.length > 8)
})

test('a removed step comes back where it stood, and only once', () => {
  const gone = step('b', 2000)
  const back = withStepAgain(guide(step('a', 1000), step('c', 3000)), 1, gone)
  assert.deepEqual(ids(back), ['a', 'b', 'c'])
  assert.equal(withStepAgain(back, 1, gone), back)
  assert.deepEqual(ids(withStepAgain(guide(), 4, gone)), ['b'])
})

test('another picture takes over what is blurred, also by another step that shows it', () => {
  const mine = mark('blur')
  const theirs: Mark = { ...mark('blur'), box: [0.5, 0.5, 0.1, 0.1] }
  const steps = [
    step('a', 1000, [mine, mark('box')]),
    step('b', 2000, [theirs]),
    step('c', 3000, [mark('blur')]),
  ]
  const picture = otherPicture(steps, 0, { at_ms: 2000 })
  assert.deepEqual(picture.marks, [mine, theirs])
  assert.deepEqual([picture.url, picture.alt, picture.crop], [null, '', null])
  assert.deepEqual(otherPicture(steps, 0, { at_ms: 2000, own: 'own' }).marks, [mine])
})
