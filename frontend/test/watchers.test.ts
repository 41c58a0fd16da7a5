import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { forgetAnswers, get } from '../src/api/client.ts'

const id: string = 'abc'
const theirs = globalThis.fetch

/** Let the server answer with these responses, one after the other. */
function answering(...responses: readonly Response[]): void {
  const left = [...responses]
  globalThis.fetch = () => Promise.resolve(left.shift()!)
}

const project = () => new Response(JSON.stringify({ poll_after_ms: 1000 }), { headers: { ETag: '"1"' } })
const unchanged = (headers: HeadersInit = {}) => new Response(null, { status: 304, headers })
const pause = async () => (await get(`/projects/${id}`)).poll_after_ms

afterEach(() => {
  globalThis.fetch = theirs
  forgetAnswers()
})

test('where many watch, what is unchanged is read again when the server says', async () => {
  answering(project(), unchanged({ 'Retry-After': '7' }))
  assert.equal(await pause(), 1000)
  assert.equal(await pause(), 7000)
})

test('once fewer watch, it is read as often as before', async () => {
  answering(project(), unchanged({ 'Retry-After': '7' }), unchanged())
  await pause()
  await pause()
  assert.equal(await pause(), 1000)
})

test('a shorter pause than that of the answer, or a date, changes nothing', async () => {
  answering(
    project(),
    unchanged({ 'Retry-After': '0' }),
    unchanged({ 'Retry-After': 'Fri, 31 Dec 1999 23:59:59 GMT' }),
  )
  await pause()
  assert.equal(await pause(), 1000)
  assert.equal(await pause(), 1000)
})
