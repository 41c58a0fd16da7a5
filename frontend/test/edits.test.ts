import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as edits from '../src/logic/edits.ts'
import { segment } from './segments.ts'

const list = [
  segment('a', 0, 'one two three'),
  segment('b', 1000, 'four five', 'Anna'),
  segment('c', 2000, 'six'),
]

test('an edit leaves the list that it came from as it was', () => {
  const before = structuredClone(list)
  edits.setText(list, 0, 'other')
  edits.merge(list, 0)
  edits.split(list, 0, 4, 'n')
  assert.deepEqual(list, before)
})

test('a split cuts text, words and time at the word behind the cursor', () => {
  const [first, second] = edits.split(list, 0, 4, 'n')
  assert.deepEqual([first?.id, first?.text, second?.id, second?.text], ['a', 'one', 'n', 'two three'])
  assert.equal(second?.start_ms, list[0]?.words[1]?.start_ms)
  assert.deepEqual(
    second?.words.map((w) => w.text),
    ['two', 'three'],
  )
})

test('a split at the end of a word leaves that word in the first half', () => {
  const [first, second] = edits.split(list, 0, 3, 'n')
  assert.deepEqual([first?.text, second?.text], ['one', 'two three'])
  assert.equal(second?.start_ms, list[0]?.words[1]?.start_ms)
})

test('a split that would leave a half without words changes nothing', () => {
  assert.equal(edits.split(list, 0, 0, 'n'), list)
  assert.equal(edits.split(list, 0, 13, 'n'), list)
  assert.equal(edits.split(list, 2, 1, 'n'), list)
})

test('a merge keeps the first id, joins words and time, and takes the speaker that there is', () => {
  const [merged] = edits.merge(list, 0)
  assert.equal(merged?.text, 'one two three four five')
  assert.deepEqual(
    [merged?.id, merged?.end_ms, merged?.speaker, merged?.words.length],
    ['a', 1900, 'Anna', 5],
  )
})

test('merging what was split gives the text and the times back', () => {
  const [back] = edits.merge(edits.split(list, 0, 4, 'n'), 0)
  assert.deepEqual(back, list[0])
})

test('the last passage cannot be removed', () => {
  const one = list.slice(0, 1)
  assert.equal(edits.remove(one, 0), one)
})

test('times are wrong where the passage would reach into its neighbours, unless it does already', () => {
  const list = [segment('a', 0, 'one'), segment('b', 1000, 'two'), segment('c', 1500, 'three')]
  assert.equal(edits.wrongTimes(list, 1, 900, 1900), null)
  assert.equal(edits.wrongTimes(list, 1, 899, 1900), 'The passage before ends at 0:00.900.')
  assert.equal(edits.wrongTimes(list, 1, 900, 1901), 'The passage after begins at 0:01.500.')
  assert.equal(edits.wrongTimes(list, 1, 1000, 1000), 'It must end after it begins.')
  assert.equal(edits.wrongTimes(list, 2, 1500, 9000), null)
})
