import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAll, replaced, step } from '../src/logic/find.ts'

const any = { matchCase: false, wholeWord: false }
const text = [{ text: 'The theory of (the) cat' }, { text: 'Übel, übel' }]

test('every match is found with its place, whatever its case', () => {
  const places = findAll(text, 'the', any).map((m) => [m.segment, m.from, m.to])
  assert.deepEqual(places, [
    [0, 0, 3],
    [0, 4, 7],
    [0, 15, 18],
  ])
})

test('case and whole words narrow the matches', () => {
  assert.equal(findAll(text, 'the', { matchCase: true, wholeWord: false }).length, 2)
  assert.equal(findAll(text, 'the', { matchCase: false, wholeWord: true }).length, 2)
  assert.equal(findAll(text, 'übel', { matchCase: false, wholeWord: true }).length, 2)
})

test('what is looked for and what replaces it are taken literally', () => {
  assert.equal(findAll(text, '(the)', any).length, 1)
  assert.equal(findAll(text, '.*', any).length, 0)
  assert.equal(replaced('a.b', '.', '$&\\n', any), 'a$&\\nb')
})

test('the four letters i are one where case does not matter, as on the server', () => {
  for (const find of ['i', 'I', 'ı', 'İ']) assert.equal(replaced('iIıİ', find, 'x', any), 'xxxx', find)
  assert.equal(replaced('iIıİ', 'i', 'x', { matchCase: true, wholeWord: false }), 'xIıİ')
})

test('nothing is found for nothing', () => {
  assert.deepEqual(findAll(text, '', any), [])
  assert.equal(replaced('abc', '', 'x', any), 'abc')
})

test('walking the matches goes round', () => {
  assert.deepEqual(
    [step(-1, 3, 1), step(2, 3, 1), step(0, 3, -1), step(-1, 3, -1), step(0, 0, 1)],
    [0, 0, 2, 2, -1],
  )
})
