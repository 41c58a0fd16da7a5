import assert from 'node:assert/strict'
import { test } from 'node:test'
import { storable } from '../src/logic/fileName.ts'

const bytes = (text: string) => new TextEncoder().encode(text).length

test('a name that a disk can hold stays as it is', () => {
  for (const name of ['talk.mp4', 'a'.repeat(255), '録'.repeat(83) + '.mp4'])
    assert.equal(storable(name), name)
})

test('a longer name is cut before its ending, and no character in two', () => {
  assert.equal(storable('a'.repeat(300) + '.mp4'), 'a'.repeat(251) + '.mp4')
  assert.equal(storable('録'.repeat(200) + '.mp4'), '録'.repeat(83) + '.mp4')
  assert.equal(storable('🎥'.repeat(200)), '🎥'.repeat(63))
  assert.ok(bytes(storable('a.' + 'ü'.repeat(300))) <= 255)
})
