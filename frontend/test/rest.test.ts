import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertItem, mergeItem, moveItem, put, removeItem } from '../src/logic/body.ts'
import { withoutAddresses } from '../src/logic/diff.ts'
import { alive, matching, pace } from '../src/logic/resume.ts'

const upload = {
  id: 'u',
  name: 'a.mp4',
  size: 10,
  modified: 5,
  partSize: 5,
  expiresAt: '2026-11-23T00:00:00Z',
  options: null,
}

test('a broken-off upload is found only by the very same file', () => {
  assert.equal(matching({ name: 'a.mp4', size: 10, lastModified: 5 }, [upload]), upload)
  assert.equal(matching({ name: 'a.mp4', size: 10, lastModified: 6 }, [upload]), null)
  assert.equal(matching({ name: 'a.mp4', size: 11, lastModified: 5 }, [upload]), null)
  assert.equal(matching({ name: 'b.mp4', size: 10, lastModified: 5 }, [upload]), null)
})

test('an upload that storage has given up is forgotten', () => {
  assert.deepEqual(alive([upload], Date.parse('2026-11-22T00:00:00Z')), [upload])
  assert.deepEqual(alive([upload], Date.parse('2026-11-24T00:00:00Z')), [])
})

test('speed and time left come from the last samples, and are unknown at first', () => {
  assert.deepEqual(pace([[0, 0]], 100), { speed: null, left: null })
  assert.deepEqual(
    pace(
      [
        [0, 0],
        [1000, 50],
      ],
      100,
    ),
    { speed: 50, left: 1 },
  )
})

const body = {
  steps: [
    { heading: 'A', text: 'a', segment_ids: ['1'], start_ms: 0, end_ms: 5 },
    { heading: 'B', text: 'b', segment_ids: ['1', '2'], start_ms: 5, end_ms: 9 },
  ],
}

test('parts of a document are put, added, moved and removed without touching what was there', () => {
  const before = structuredClone(body)
  assert.equal(put(body, ['steps', 1, 'text'], 'new').steps[1]?.text, 'new')
  assert.deepEqual(
    moveItem(body, ['steps'], 1, -1).steps.map((s) => s.heading),
    ['B', 'A'],
  )
  assert.deepEqual(
    moveItem(body, ['steps'], 0, -1).steps.map((s) => s.heading),
    ['A', 'B'],
  )
  assert.deepEqual(
    removeItem(body, ['steps'], 0).steps.map((s) => s.heading),
    ['B'],
  )
  assert.equal(insertItem(body, ['steps'], 1, { heading: 'N' }).steps[1]?.heading, 'N')
  assert.deepEqual(body, before)
})

test('joined parts keep both texts, all sources and the whole time', () => {
  const [step] = mergeItem(body, ['steps'], 0).steps
  assert.deepEqual(step, { heading: 'A', text: 'a\n\nb', segment_ids: ['1', '2'], start_ms: 0, end_ms: 9 })
})

test('joined to-dos are done by all who were to do one of them', () => {
  const todo = (owner: string | null) => ({ text: 'a', owner, segment_ids: [] })
  const owners = (...items: (string | null)[]) =>
    mergeItem({ items: items.map(todo) }, ['items'], 0).items[0]?.owner
  assert.deepEqual(
    [owners('Ada', 'Bob'), owners('Ada', 'Ada'), owners(null, 'Bob'), owners(null, null)],
    ['Ada, Bob', 'Ada', 'Bob', null],
  )
})

test('a picture that only has another address is no change', () => {
  const drawn = (url: string) => `## 1. Save\n\n![Save \\[now\\]](<${url}>)\n`
  assert.equal(withoutAddresses(drawn('http://a/1')), withoutAddresses(drawn('http://a/2')))
  assert.equal(withoutAddresses(drawn('http://a/1')), '## 1. Save\n\n[Save \\[now\\]]\n')
})
