import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retagged, sharedTags, tagKey } from '../src/logic/tags.ts'
import { visited } from '../src/logic/visits.ts'

test('spellings of a tag that differ in case, accents or spaces have one key', () => {
  assert.equal(tagKey('Café'), tagKey(' CAFE\u0301 '))
  assert.equal(tagKey('Product  demo'), tagKey('product demo'))
  assert.notEqual(tagKey('Кий'), tagKey('Кии'))
  assert.notEqual(tagKey('demo'), tagKey('demos'))
})

test('tags are added once and removed in any spelling, and the others keep their places', () => {
  assert.deepEqual(retagged(['A', 'Café', 'B'], { added: ['b', 'C'], removed: ['CAFE'] }), ['A', 'B', 'C'])
})

test('a tag of several recordings is counted once for each', () => {
  assert.deepEqual(sharedTags([['A', 'B'], ['b'], []]), [
    { name: 'A', count: 1 },
    { name: 'B', count: 2 },
  ])
})

test('nothing is new on the first visit, and a pause of half an hour ends a visit', () => {
  const first = visited(null, 1000)
  const reloaded = visited(first, 61_000)
  const later = visited(reloaded, 61_000 + 31 * 60_000)

  assert.deepEqual(first, { last: 1000, since: 1000 })
  assert.equal(reloaded.since, 1000)
  assert.equal(later.since, 61_000)
})
