import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GuideStep } from '../src/api/types.ts'
import { MOST_PICTURES, picturesNear } from '../src/logic/pictures.ts'

const taken = (at_ms: number) => ({ at_ms, url: `/${at_ms}.jpg`, width: 16, height: 9 })
const step = (at_ms: number): GuideStep => ({
  id: 's1',
  heading: 'Open it',
  text: 'Open the page.',
  result: null,
  start_ms: 20_000,
  end_ms: 24_000,
  segment_ids: [],
  picture: { at_ms, url: null, width: null, height: null },
})
const near = (all: number[], at_ms: number) =>
  picturesNear(all.map(taken), [step(at_ms)], 0).map((p) => p.at_ms)

test('the pictures around a step are offered in time order', () => {
  assert.deepEqual(near([40_000, 23_600, 15_000, 29_000, 14_999, 29_001], 23_600), [15_000, 23_600, 29_000])
})

test('a picture that was picked far from the speech brings its neighbours along', () => {
  assert.deepEqual(near([21_000, 36_000, 40_000, 50_000], 40_000), [21_000, 36_000, 40_000])
})

test('what another step shows is left to that step, unless this one shows it too', () => {
  const steps = [step(21_000), step(23_000), step(23_000)]
  const found = picturesNear([21_000, 22_000, 23_000].map(taken), steps, 1)
  assert.deepEqual(
    found.map((p) => p.at_ms),
    [22_000, 23_000],
  )
})

test('of very many the nearest to the moment are offered', () => {
  const found = near(
    Array.from({ length: 40 }, (_, i) => 18_000 + i * 250),
    23_000,
  )
  assert.equal(found.length, MOST_PICTURES)
  assert.deepEqual([found[0], found.at(-1)], [21_500, 24_250])
})
