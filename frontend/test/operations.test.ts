/** Operations lead from one body to another: random edits, applied again, give the body that was edited. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Body, GuideBody, GuideStep } from '../src/api/types.ts'
import { sameBody } from '../src/logic/bodies.ts'
import { applied, operationsBetween, type Operation } from '../src/logic/operations.ts'

const step = (id: string, more: Partial<GuideStep> = {}): GuideStep => ({
  id,
  heading: `Heading ${id}`,
  text: `Text ${id}`,
  result: null,
  start_ms: 0,
  end_ms: 1000,
  segment_ids: ['a'],
  picture: { at_ms: 500, url: null, width: null, height: null, alt: '', crop: null, marks: [] },
  ...more,
})
const guide = (...steps: GuideStep[]): GuideBody => ({
  title: 'Guide',
  goal: 'Goal',
  prerequisites: [{ text: 'An account', segment_ids: ['a'] }],
  steps,
  troubleshooting: [],
})
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => step(id)) as [
  GuideStep,
  GuideStep,
  GuideStep,
  GuideStep,
]
const names = (operations: Operation[] | null) => operations?.map(({ op }) => op)

/** Numbers that look random and are the same in every run. */
function chance(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

function edited(body: GuideBody, pick: (below: number) => number, round: number): GuideBody {
  const steps = body.steps
  const index = pick(Math.max(1, steps.length))
  const chosen = steps[index]
  const change = (more: Partial<GuideStep>) => ({
    ...body,
    steps: steps.with(index, { ...chosen!, ...more }),
  })
  const fresh = step(`n${round}`, { segment_ids: [], heading: `New ${round}`, picture: null })
  const edits = [
    () => ({ ...body, title: `Title ${round}` }),
    () => ({ ...body, prerequisites: [{ ...body.prerequisites[0]!, text: `With ${round}` }] }),
    () => ({ ...body, steps: steps.toSpliced(pick(steps.length + 1), 0, fresh) }),
    () => ({ ...body, steps: steps.toSpliced(index, 1) }),
    () => ({ ...body, steps: steps.toSpliced(index, 1).toSpliced(pick(steps.length), 0, chosen!) }),
    () => change({ heading: `Heading ${round}` }),
    () => change({ result: pick(2) ? `Result ${round}` : null }),
    () => change({ picture: pick(3) ? { ...step('p').picture!, at_ms: round } : null }),
    () => (chosen?.picture ? change({ picture: { ...chosen.picture, alt: `Alt ${round}` } }) : body),
    () => (chosen?.picture ? change({ picture: { ...chosen.picture, crop: [0, 0, 0.5, 0.5] } }) : body),
    () =>
      chosen?.picture
        ? change({ picture: { ...chosen.picture, marks: [{ kind: 'blur', box: [0, 0, 0.1, 0.1] }] } })
        : body,
  ]
  return steps.length === 0 ? edits[2]!() : edits[pick(edits.length)]!()
}

test('the operations between two bodies lead from one to the other', () => {
  const pick = chance(7)
  for (let round = 1; round <= 400; round += 1) {
    const before = guide(a, b, c, d)
    let after = before
    for (let edits = 0; edits <= pick(8); edits += 1) after = edited(after, pick, round * 10 + edits)
    const operations = operationsBetween(before, after)
    if (operations) assert.deepEqual(applied(before, operations), after)
    else assert.ok(sameBody(before, after))
  }
})

test('a step that is moved is one operation, whichever way it goes', () => {
  assert.deepEqual(operationsBetween(guide(a, b, c, d), guide(b, c, d, a)), [
    { op: 'move_step', step_id: 'a', after: 'd' },
  ])
  assert.deepEqual(operationsBetween(guide(a, b, c, d), guide(d, a, b, c)), [
    { op: 'move_step', step_id: 'd', after: null },
  ])
})

test('a text of a step is named by the id of the step', () => {
  assert.deepEqual(operationsBetween(guide(a, b), guide(a, { ...b, text: 'Other', result: 'Done' })), [
    { op: 'set_text', path: '/steps/b/text', text: 'Other' },
    { op: 'set_text', path: '/steps/b/result', text: 'Done' },
  ])
})

test('marks, crop and description change alone, and go with another picture', () => {
  const drawn = { ...a.picture!, alt: 'Menu', marks: [{ kind: 'box' as const, box: [0, 0, 1, 1] as never }] }
  assert.deepEqual(names(operationsBetween(guide(a), guide({ ...a, picture: drawn }))), [
    'set_marks',
    'set_alt',
  ])
  const other = { ...drawn, at_ms: 900 }
  assert.deepEqual(operationsBetween(guide(a), guide({ ...a, picture: other })), [
    { op: 'set_picture', step_id: 'a', picture: other },
  ])
})

test('what no operation says is left to the whole body', () => {
  assert.equal(operationsBetween(guide(a), guide({ ...a, end_ms: 9000 })), null)
  assert.equal(operationsBetween(guide(a), { ...guide(a), prerequisites: [] }), null)
  assert.equal(operationsBetween(guide(a, { ...b, id: 'a' }), guide(a)), null)
  assert.equal(operationsBetween(guide(a), guide(a)), null)
})

test('texts of other kinds are operations, too', () => {
  const summary = (text: string) => ({ point: { text, segment_ids: [] }, key_points: [] }) as unknown as Body
  assert.deepEqual(operationsBetween(summary('one'), summary('two')), [
    { op: 'set_text', path: '/point/text', text: 'two' },
  ])
})
