import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Once } from '../src/api/once.ts'

test('the same body asks with the same key, another body with another one', () => {
  const once = new Once()
  const first = once.keyFor({ language: 'en' })
  assert.equal(once.keyFor({ language: 'en' }), first)
  const second = once.keyFor({ language: 'de' })
  assert.notEqual(second, first)
  assert.notEqual(new Once().keyFor({ language: 'de' }), second)
})
