import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment, Speaker } from '../src/api/types.ts'
import { sameWords } from '../src/logic/alike.ts'
import { isTurn, listed, reachEnd, setSpeaker, spokenWords, voiceOf } from '../src/logic/speakers.ts'
import { editsOf, splicesOf } from '../src/logic/splices.ts'
import { segment } from './segments.ts'

const ADA = { id: 'p1', name: 'Ada' }
const BEN = { id: 'p2', name: 'Speaker 2' }
const speaker = ({ id, name }: { id: string; name: string }, number: number): Speaker => ({
  id,
  name,
  number,
  is_named: !name.startsWith('Speaker'),
  spoken_ms: 0,
})
const KNOWN = [speaker(ADA, 1), speaker(BEN, 2)]

/** One passage a second, said by these. */
function talk(...voices: ({ id: string | null; name: string } | null)[]): Segment[] {
  return voices.map((voice, i) => ({
    ...segment(`s${i}`, i * 1000, 'one two three', voice?.name ?? null),
    speaker_id: voice?.id ?? null,
  }))
}

test('a name stands where another one speaks, and where it is not known who does', () => {
  const list = talk(ADA, ADA, null, null, BEN)
  assert.deepEqual(
    list.map((_, i) => isTurn(list, i)),
    [true, false, true, false, true],
  )
})

test('without any speaker nothing is said of speakers', () => {
  const list = talk(null, null)
  assert.deepEqual(
    list.map((_, i) => isTurn(list, i)),
    [false, false],
  )
})

test('a transcript that begins with somebody unknown says so', () => {
  assert.equal(isTurn(talk(null, ADA), 0), true)
})

test('a name reaches over one passage, to the next speaker, or to the end', () => {
  const list = talk(ADA, BEN, BEN, ADA, BEN)
  assert.equal(reachEnd(list, 1, 'passage'), 2)
  assert.equal(reachEnd(list, 1, 'next_speaker'), 3)
  assert.equal(reachEnd(list, 1, 'end'), 5)
  assert.equal(reachEnd(list, 4, 'next_speaker'), 5)
})

test('a passage that is unknown reaches as far as it is not known who speaks', () => {
  const list = setSpeaker(talk(ADA, null, null, BEN), 1, BEN, 'next_speaker')
  assert.deepEqual(
    list.map((s) => s.speaker_id),
    ['p1', 'p2', 'p2', 'p2'],
  )
})

test('who speaks already is not set again', () => {
  const list = talk(ADA, ADA)
  assert.equal(setSpeaker(list, 0, ADA, 'end'), list)
})

test('everyone is listed in the order of the server, with time and passages, and who was just named after them', () => {
  const list = talk(BEN, ADA, { id: null, name: 'Eve' }, BEN)
  const found = listed(list, KNOWN)
  assert.deepEqual(
    found.map(({ name, passages, tone, isNamed }) => [name, passages, tone, isNamed]),
    [
      ['Ada', 1, 0, true],
      ['Speaker 2', 2, 1, false],
      ['Eve', 1, 2, true],
    ],
  )
  assert.equal(found[1]!.spokenMs, 1800)
})

test('whoever says nothing any more is not listed, and the colours of the others stay', () => {
  const [only] = listed(talk(BEN), KNOWN)
  assert.deepEqual([only!.name, only!.tone], ['Speaker 2', 1])
})

test('a name that the server has got to know is the same speaker as before', () => {
  const [before] = talk({ id: null, name: 'Eve' })
  const [after] = talk({ id: 'p3', name: 'Eve' })
  assert.equal(sameWords(before!, after!), true)
  assert.equal(listed([before!, after!], []).length, 1)
})

test('a new name of a speaker is no change of the passages, and two of one name are two', () => {
  const [before] = talk(BEN)
  assert.equal(sameWords(before!, talk({ id: 'p2', name: 'Ben' })[0]!), true)
  assert.equal(sameWords(before!, talk({ id: 'p4', name: 'Speaker 2' })[0]!), false)
})

test('the server is told whom it knows by id, whom it does not by name, and nobody as null', () => {
  const base = talk(ADA, ADA, ADA)
  const local = talk(BEN, { id: null, name: 'Eve' }, null)
  const edits = editsOf(base, local, new Set(base.map((s) => s.id)))
  assert.deepEqual(
    edits
      .flatMap(splicesOf)
      .flatMap(({ insert }) => insert)
      .map((o) => ('speaker_id' in o ? o.speaker_id : 'speaker' in o ? o.speaker : o)),
    ['p2', 'Eve', null],
  )
})

test('a passage knows who speaks', () => {
  assert.deepEqual(talk(ADA, null).map(voiceOf), [ADA, null])
})

test('how long somebody speaks is told in one unit', () => {
  assert.deepEqual([1000, 45_000, 725_000, 7_200_000].map(spokenWords), [
    '1 second',
    '45 seconds',
    '12 minutes',
    '2 hours',
  ])
})
