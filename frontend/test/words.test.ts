import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Project, Step } from '../src/api/types.ts'
import {
  ago,
  bytes,
  clock,
  engineName,
  exactClock,
  parseClock,
  remaining,
  soon,
  spokenClock,
} from '../src/logic/format.ts'
import { limitsOf } from '../src/logic/limits.ts'
import { statusWords } from '../src/logic/status.ts'
import { stepName } from '../src/kinds/names.ts'

const step = (name: string, status: Step['status']): Step => ({
  name,
  status,
  progress: 0,
  attempts: 1,
  started_at: null,
  finished_at: null,
  error: null,
  trouble: null,
})

const project = (fields: Partial<Project>): Project => ({
  id: 'p',
  title: 't',
  fetch: null,
  title_is_generated: true,
  metadata: {},
  tags: [],
  upload_id: 'u',
  status: 'processing',
  progress: 0,
  language: null,
  languages: [],
  media: null,
  playback: 'original',
  recording: null,
  instructions: null,
  speakers: null,
  steps: [],
  error: null,
  poster_url: null,
  remaining_s: null,
  poll_after_ms: null,
  made_by: 'user_ann',
  created_at: '',
  updated_at: '',
  ready_at: null,
  ...fields,
})

test('times show hours only when there are some', () => {
  assert.deepEqual([0, 61_234, 3_600_000].map(clock), ['0:00', '1:01', '1:00:00'])
  assert.deepEqual([0, 61_289, 999].map(exactClock), ['0:00.0', '1:01.2', '0:00.9'])
  assert.equal(spokenClock(3_723_000), '1 hour 2 minutes 3 seconds')
  assert.equal(spokenClock(0), '0 seconds')
})

test('a written time is read back, and what is none is refused', () => {
  assert.deepEqual(['1:02:03.4', '2:03', '12.5', '0:00'].map(parseClock), [3_723_400, 123_000, 12_500, 0])
  assert.deepEqual(['', 'abc', '1:2:3:4', '-1'].map(parseClock), [null, null, null, null])
})

test('what comes later is told in minutes', () => {
  const now = Date.parse('2026-01-01T12:00:00Z')
  const words = ['2026-01-01T11:59:00Z', '2026-01-01T12:00:20Z', '2026-01-01T12:05:00Z'].map((at) =>
    soon(at, now),
  )
  assert.deepEqual(words, ['in a moment', 'in a moment', 'in about 5 minutes'])
})

test('sizes and the time left are as rough as they are known', () => {
  assert.deepEqual([12, 1500, 2.5e6, 9.996e8].map(bytes), ['12 bytes', '1.5 kB', '2.5 MB', '1.0 GB'])
  assert.deepEqual(
    [3, 40, 70, 190, 3700, null].map((s) => remaining(s)),
    [
      'a few seconds left',
      'about 40 seconds left',
      'about a minute left',
      'about 3 minutes left',
      'about an hour left',
      null,
    ],
  )
})

test('how long ago is said in words', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  assert.equal(ago('2026-11-22T11:59:30Z', now), 'just now')
  assert.equal(ago('2026-11-22T11:00:00Z', now), '1 hour ago')
  assert.equal(ago('2026-11-21T11:00:00Z', now), 'yesterday')
})

test('a status says what happens, how far it is and how long it takes', () => {
  const running = project({
    progress: 0.42,
    remaining_s: 180,
    steps: [step('probe', 'done'), step('transcribe', 'running')],
  })
  assert.equal(statusWords(running), 'Transcribing, 42 %, about 3 minutes left')
  assert.equal(statusWords(project({ status: 'queued' })), 'Waiting for its turn')
  assert.equal(
    statusWords(project({ status: 'ready', steps: [step('write:guide', 'failed')] })),
    'Ready, but one document failed',
  )
})

test('a recording from a link tells how much of it was read, and from where', () => {
  const fetching = { steps: [step('fetch', 'running')], progress: 0.01 }
  const fetch = { host: 'files.acme.com', fetched_bytes: 12_000_000, size_bytes: 300_000_000 }
  assert.equal(
    statusWords(project({ ...fetching, fetch })),
    'Fetching the recording, 12 MB of 300 MB from files.acme.com',
  )
  assert.equal(
    statusWords(project({ ...fetching, fetch: { ...fetch, size_bytes: null } })),
    'Fetching the recording, 12 MB from files.acme.com',
  )
})

test('a failure is told by its title, within the sentence', () => {
  const error = {
    code: 'no-audio',
    title: 'This file has no sound.',
    detail: '',
    step: 'probe',
    retryable: false,
  }
  assert.equal(statusWords(project({ status: 'failed', error })), 'Failed: this file has no sound')
})

test('a step that is new to this page shows its own name', () => {
  assert.equal(stepName('write:summary'), 'Write the summary')
  assert.equal(stepName('diarize'), 'diarize')
})

test('limits show what is used of them, and a plain count where there is none', () => {
  const rows = limitsOf({ limits: { stored_bytes: 2e9 }, used: { stored_bytes: 1e9, projects: 3 } })
  assert.deepEqual(rows, [
    { name: 'Storage', words: '1.0 GB of 2.0 GB', share: 0.5 },
    { name: 'Recordings', words: '3', share: null },
  ])
})

test('limits are named and measured as a person would', () => {
  const rows = limitsOf({
    limits: { media_ms: 43_200_000, reads_per_minute: 0, writer_tokens_per_day: 0 },
    used: { writer_tokens_per_day: 1200 },
  })
  assert.deepEqual(
    rows.map(({ name, words }) => [name, words]),
    [
      ['Language model, tokens today', '1,200'],
      ['Longest recording', 'up to 12 hours'],
      ['Reads a minute', 'no limit'],
    ],
  )
})

test('a recogniser is named without what only a machine needs', () => {
  assert.equal(engineName('whisper base (int8_float32)'), 'Whisper base')
  assert.equal(engineName('sphinx'), 'Sphinx')
})
