import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alsoIn, overlaps } from '../src/logic/together.ts'
import { segment } from './segments.ts'

const turn = (speaker_id: string, start_ms: number, end_ms: number) => ({ speaker_id, start_ms, end_ms })
const passage = (speaker_id: string | null, start_ms: number, end_ms: number) => ({
  ...segment('a', start_ms, 'Yes.'),
  end_ms,
  speaker_id,
})

test('who speaks into what another says is told at that passage, and only there', () => {
  const found = overlaps([turn('v0', 0, 9000), turn('v1', 4000, 5000), turn('v1', 9000, 12_000)])
  assert.deepEqual(found, [{ start_ms: 4000, end_ms: 5000, ids: ['v0', 'v1'] }])
  assert.deepEqual(alsoIn(passage('v0', 3000, 6000), found), ['v1'])
  assert.deepEqual(alsoIn(passage('v1', 3000, 6000), found), ['v0'])
  assert.deepEqual(alsoIn(passage(null, 3000, 6000), found), ['v0', 'v1'])
  assert.deepEqual(alsoIn(passage('v0', 6000, 9000), found), [])
})

test('one who takes over does not speak at the same time', () => {
  assert.deepEqual(overlaps([turn('v0', 0, 5000), turn('v1', 4700, 9000)]), [])
  const found = overlaps([turn('v0', 0, 5000), turn('v1', 4000, 9000)])
  assert.deepEqual(alsoIn(passage('v0', 0, 4300), found), [])
})

test('three at once are told as three, and one who was made another is nobody beside them', () => {
  const three = overlaps([turn('v0', 0, 9000), turn('v1', 1000, 9000), turn('v2', 2000, 9000)])
  assert.deepEqual(alsoIn(passage('v1', 0, 9000), three).toSorted(), ['v0', 'v2'])
  assert.deepEqual(overlaps([turn('v0', 0, 9000), turn('v0', 1000, 3000)]), [])
})
