import assert from 'node:assert/strict'
import { test } from 'node:test'
import { repeats } from '../src/logic/body.ts'
import { momentsOf, placesOf } from '../src/logic/sources.ts'

const places = placesOf([0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({ id: `s${n}`, start_ms: n * 1000 })))

test('each stretch of the transcript that a part rests on has its moment', () => {
  assert.deepEqual(momentsOf(['s1', 's2', 's4'], places), [1000])
  assert.deepEqual(momentsOf(['s7', 's0', 's1', 's4'], places), [0, 4000, 7000])
})

test('a passage that is gone leads nowhere', () => {
  assert.deepEqual(momentsOf(['gone', 's3'], places), [3000])
  assert.deepEqual(momentsOf(['gone'], places), [])
})

test('a text that says its heading again is not read twice', () => {
  assert.equal(repeats('Open the page. ', 'Open the page'), true)
  assert.equal(repeats('', 'Open the page'), true)
  assert.equal(repeats('Open the page. Wait.', 'Open the page'), false)
})
