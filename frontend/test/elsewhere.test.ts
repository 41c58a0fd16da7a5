import assert from 'node:assert/strict'
import test from 'node:test'
import { placesWords } from '../src/logic/elsewhere.ts'

test('the places of words are named, and counted from two documents on', () => {
  assert.equal(placesWords(0, []), '')
  assert.equal(placesWords(2, []), 'the title')
  assert.equal(placesWords(0, ['guide']), 'the guide')
  assert.equal(placesWords(1, ['guide', 'summary', 'script']), 'the title and 3 documents')
})
