import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pieces, withoutEchoes } from '../src/logic/hits.ts'

test('a snippet is cut at the words that were found', () => {
  assert.deepEqual(pieces('Now invite them.', [[4, 10]]), [
    { text: 'Now ', found: false },
    { text: 'invite', found: true },
    { text: ' them.', found: false },
  ])
})

test('places are counted in characters as people count them', () => {
  assert.deepEqual(pieces('🎉 party', [[2, 7]]), [
    { text: '🎉 ', found: false },
    { text: 'party', found: true },
  ])
})

test('a snippet without a found word is one piece, and an empty one is none', () => {
  assert.deepEqual(pieces('Hello', []), [{ text: 'Hello', found: false }])
  assert.deepEqual(pieces('', []), [])
})

test('what a document repeats of the speech is shown once', () => {
  const said = { project_id: 'p', where: 'transcript', at_ms: 1000, snippet: 'Invite them.' }
  const own = { ...said, where: 'document', snippet: 'How to invite' }

  assert.deepEqual(withoutEchoes([{ ...said, where: 'document' }, said, own]), [said, own])
})
