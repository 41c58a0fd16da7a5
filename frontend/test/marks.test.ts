/** Boxes and marks on a picture: drawn, moved and sized inside it, and called by a name. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mark } from '../src/api/types.ts'
import { moved, nudged, scaled, sized, spanned, WHOLE, type Box } from '../src/logic/boxes.ts'
import { arrowOf, markName, newMark, placeOf } from '../src/logic/marks.ts'

test('a box stays inside its picture, however far it is moved, sized and enlarged', () => {
  const box: Box = [0.5, 0.5, 0.2, 0.1]
  assert.deepEqual(moved(box, 9, -9), [0.8, 0, 0.2, 0.1])
  assert.deepEqual(sized(box, 9, -9), [0.5, 0.5, 0.5, 0.01])
  assert.deepEqual(scaled(box, 9), [0, 0.1, 1, 0.9])
  assert.deepEqual(scaled(scaled(box, 2), 0.5), box)
})

test('a box is drawn from any corner, also from outside, and has an area', () => {
  assert.deepEqual(spanned([0.6, 0.2], [0.2, 0.4]), [0.2, 0.2, 0.4, 0.2])
  assert.deepEqual(spanned([-1, 0.5], [0.25, 2]), [0, 0.5, 0.25, 0.5])
  assert.deepEqual(spanned([1, 1], [1, 1]), [0.99, 0.99, 0.01, 0.01])
})

test('arrow keys move a box, or size it; other keys do neither', () => {
  const box: Box = [0.4, 0.4, 0.2, 0.2]
  assert.deepEqual(nudged(box, 'ArrowUp', 0.01, false), [0.4, 0.39, 0.2, 0.2])
  assert.deepEqual(nudged(box, 'ArrowRight', 0.05, true), [0.4, 0.4, 0.25, 0.2])
  assert.equal(nudged(box, 'a', 0.01, false), null)
})

test('a mark that is not drawn comes into the middle of what is shown', () => {
  assert.deepEqual(placeOf('box', WHOLE), [0.4, 0.44, 0.2, 0.12])
  assert.deepEqual(placeOf('box', [0.5, 0.5, 0.5, 0.5]), [0.7, 0.72, 0.1, 0.06])
  assert.deepEqual(placeOf('box', WHOLE, [0, 1]), [0, 0.88, 0.2, 0.12])
})

test('numbers count on from the largest of their picture', () => {
  const first = newMark('number', [0, 0, 0.1, 0.1], [])
  const third = { ...first, text: '3' }
  assert.equal(first.text, '1')
  assert.equal(newMark('number', [0, 0, 0.1, 0.1], [third, first]).text, '4')
})

test('a mark is called by what it is, what it shows and its place among the marks', () => {
  const mark = (kind: Mark['kind'], text: string | null = null): Mark => ({ kind, text, box: [0, 0, 1, 1] })
  assert.equal(markName(mark('box', 'Export'), 0, 2), 'Box around “Export”, 1 of 2')
  assert.equal(markName({ ...mark('arrow'), proposed: true }, 1, 2), 'Arrow, proposed, 2 of 2')
  assert.equal(markName(mark('number', '3'), 0, 1), 'Number 3, 1 of 1')
  assert.equal(markName(mark('blur'), 0, 1), 'Blurred part, 1 of 1')
})

test('an arrow comes from the middle of what is shown, and its tip stands at the box', () => {
  assert.deepEqual(arrowOf([0.8, 0.1, 0.1, 0.1], 1, WHOLE), { tip: [0, 1], way: [-1, 1] })
  assert.deepEqual(arrowOf([0.1, 0.8, 0.4, 0.05], 1, WHOLE), { tip: [0.625, 0], way: [1, -1] })
})
