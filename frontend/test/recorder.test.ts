import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bubble, canvasSize, CORNERS, fitted, middle } from '../src/logic/bubble.ts'
import { deviceTrouble } from '../src/logic/devices.ts'
import {
  fileNameOf,
  fullWords,
  LAST_BYTES,
  lengthWords,
  lineOf,
  readJournal,
  roomFor,
  roomWords,
  typeToWrite,
} from '../src/logic/recording.ts'

const FIRST = { title: 'Screen', type: 'video/webm', startedAt: 1 }

test('a journal says the last title and the last length', () => {
  const text = [FIRST, { ms: 1000 }, { ms: 2000 }, { title: 'The tour' }].map(lineOf).join('')

  assert.deepEqual(readJournal(text), { ...FIRST, title: 'The tour', ms: 2000 })
})

test('a line that a killed tab left unfinished costs only itself', () => {
  const text = lineOf(FIRST) + lineOf({ ms: 1000 })

  assert.equal(readJournal(`${text}{"ms":20`)?.ms, 1000)
  assert.equal(readJournal(`${text}\0\0\0\n`)?.ms, 1000)
  assert.equal(readJournal('{"title":"Scr'), null)
  assert.equal(readJournal(''), null)
})

test('the sharpest type that the browser writes is taken, and none where it writes none', () => {
  assert.equal(
    typeToWrite(true, () => true),
    'video/webm;codecs=vp9,opus',
  )
  assert.equal(
    typeToWrite(true, (type) => type === 'video/mp4'),
    'video/mp4',
  )
  assert.match(
    typeToWrite(false, () => true)!,
    /^audio\//,
  )
  assert.equal(
    typeToWrite(true, () => false),
    null,
  )
})

test('a file is named after its title, by signs that every system takes', () => {
  assert.equal(fileNameOf({ title: 'A/B: “tour”?', type: 'video/webm' }), 'A B  “tour”.webm')
  assert.equal(fileNameOf({ title: '///', type: 'audio/mp4' }), 'Recording.m4a')
})

test('a length is said in words', () => {
  assert.deepEqual([1_000, 62_000, 180_000, 3_600_000, 3_900_000].map(lengthWords), [
    '1 second',
    '62 seconds',
    '3 minutes',
    '1 hour',
    '1 hour 5 minutes',
  ])
})

test('the room is the smaller of what the browser has and what Clueso takes', () => {
  assert.deepEqual(roomFor(LAST_BYTES + 5, 0, null), { bytes: 5, of: 'browser' })
  assert.equal(roomFor(1e12, 0, 1e9)?.of, 'upload')
  assert.equal(roomFor(1e12, 1e9, 1e9)!.bytes < 0, true)
  assert.equal(roomFor(null, 0, null), null)
})

test('a person is warned before the room ends, and told why it ended', () => {
  const minute = 20e6

  assert.equal(roomWords({ bytes: 11 * minute, of: 'browser' }, minute), null)
  assert.match(roomWords({ bytes: 3 * minute, of: 'browser' }, minute)!, /room for about 3 minutes more/)
  assert.match(roomWords({ bytes: -1, of: 'upload' }, minute)!, /takes less than a minute more/)
  assert.match(fullWords('upload', 2e9), /2\.0 GB/)
})

test('each corner of the screen holds the camera whole', () => {
  const canvas = { width: 1280, height: 720 }
  const boxes = CORNERS.map(([corner]) => bubble(canvas, corner))

  assert.equal(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size, 4)
  for (const { x, y, width, height } of boxes) {
    assert.ok(x > 0 && y > 0 && x + width < canvas.width && y + height < canvas.height)
    assert.equal(width, height)
  }
})

test('a large screen is drawn smaller in its own shape, with even sides', () => {
  assert.deepEqual(canvasSize({ width: 3840, height: 2160 }), { width: 1920, height: 1080 })
  assert.deepEqual(canvasSize({ width: 801, height: 599 }), { width: 802, height: 600 })
})

test('a window that changes its shape stays whole in the middle', () => {
  const canvas = { width: 1000, height: 500 }

  assert.deepEqual(fitted({ width: 500, height: 500 }, canvas), { x: 250, y: 0, width: 500, height: 500 })
  assert.deepEqual(middle({ width: 640, height: 480 }), { x: 80, y: 0, width: 480, height: 480 })
})

test('every refusal says what to do', () => {
  const errors = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'OverconstrainedError', 'TypeError']
  for (const device of ['screen', 'camera', 'microphone'] as const)
    for (const name of errors) {
      const { title, detail } = deviceTrouble(device, { name, message: '' })
      assert.match(`${title} ${detail}`, /hoose|witch/)
    }
  const system = deviceTrouble('microphone', {
    name: 'NotAllowedError',
    message: 'Permission denied by system',
  })
  assert.match(system.detail, /privacy settings/)
})
