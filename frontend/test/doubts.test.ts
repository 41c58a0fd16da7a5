import assert from 'node:assert/strict'
import { test } from 'node:test'
import { doubtsIn } from '../src/logic/doubts.ts'

const body = {
  title: 'Save',
  key_points: [{ text: 'It costs 12 euros.' }, { text: 'Click Save twice. Save 120 euros.' }],
}
const warning = (pointer: string, text: string) => ({ pointer, text })

test('doubted words are found in the part that they are doubted in, and as whole words', () => {
  const doubts = [warning('/key_points/1/text', 'Save'), warning('/key_points/0/text', '12')]
  assert.deepEqual(doubtsIn('Click Save twice. Save 120 euros.', doubts, body), [
    { from: 6, to: 10 },
    { from: 18, to: 22 },
  ])
  assert.deepEqual(doubtsIn('It costs 12 euros.', doubts, body), [{ from: 9, to: 11 }])
  assert.deepEqual(doubtsIn('Save', doubts, body), [])
})

test('what was left out, or is gone, is nowhere', () => {
  const doubts = [warning('/quotes', 'Never said.'), warning('/key_points/7/text', '12'), warning('', '')]
  assert.deepEqual(doubtsIn('It costs 12 euros.', doubts, body), [])
})
