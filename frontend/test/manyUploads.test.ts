/** Several uploads at once: a few are sent, the others stand in line, and none stops another. */

import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { passes, settled, times, UploadHost } from './uploadHost.ts'

const manager = await import('../src/uploads/manager.ts')
const { done, items, overall } = await import('../src/uploads/items.ts')

const MANY = 7
const LOOK_MS = 5_000

const states = () => items.get().map((item) => item.state)

const talk = (name: string, text = 'abcdefgh') => new File([text], name)

/** A page on which these files were chosen together. */
function chosen(
  t: TestContext,
  files = Array.from({ length: MANY }, (_, n) => talk(`${n}.wav`)),
): UploadHost {
  const host = new UploadHost(t)
  t.after(() => {
    for (const { key } of items.get()) manager.cancel(key)
  })
  manager.add(files)
  return host
}

/** A file that the browser stops reading once `vanish` was called. */
function vanishing(name: string) {
  const file = talk(name)
  const whole = file.slice.bind(file)
  let isGone = false
  const gone = () => Promise.reject(new DOMException('gone', 'NotFoundError'))
  file.slice = (...range) => (isGone ? Object.assign(new Blob(), { arrayBuffer: gone }) : whole(...range))
  return { file, vanish: () => (isGone = true) }
}

test('files that were chosen together become recordings without a click', async (t) => {
  const host = chosen(t)
  await passes(manager.SOON_MS)
  assert.deepEqual(states(), [])
  assert.equal(host.count('POST projects'), MANY)
})

test('files that are held back wait for their options', async (t) => {
  const host = chosen(t)
  manager.hold()
  await passes(manager.SOON_MS)
  assert.deepEqual(states(), Array(MANY).fill('draft'))
  assert.deepEqual(host.requests, [])
})

test('a few files are sent at once, and the others follow by themselves', async (t) => {
  const host = chosen(t)
  host.fates['POST uploads'] = times(manager.AT_ONCE, null)
  await passes(manager.SOON_MS)
  const inLine = MANY - manager.AT_ONCE
  assert.deepEqual(states(), [...Array(manager.AT_ONCE).fill('waiting'), ...Array(inLine).fill('queued')])
  assert.equal(overall(items.get(), done.get()).files, MANY)
  for (let i = 0; i < 3; i += 1) await passes(1_000)
  assert.deepEqual(states(), [])
})

test('a pause makes room for the next in line', async (t) => {
  const host = chosen(t)
  host.fates['POST uploads'] = times(manager.AT_ONCE, null)
  await passes(manager.SOON_MS)
  const [first] = items.get()
  manager.pause(first!.key)
  for (let i = 0; i < 3; i += 1) await passes(1_000)
  assert.deepEqual(states(), ['paused'])
  manager.resume(first!.key)
  await settled()
  assert.deepEqual(states(), [])
})

for (const request of ['POST uploads', 'POST complete', 'POST projects'])
  test(`${request} waits as long as the server says`, async (t) => {
    const host = chosen(t, [talk('talk.wav')])
    host.fates[request] = [{ retryAfterS: 50 }]
    manager.start(items.get()[0]!.key)
    await passes(49_000)
    assert.equal(items.get()[0]?.waitsFor, 'turn')
    assert.equal(host.count(request), 1)
    await passes(1_000)
    assert.deepEqual(states(), [])
  })

test('a failure stops no other file, and all count until nothing runs', async (t) => {
  const host = chosen(t)
  host.fates['POST uploads'] = [409]
  await passes(manager.SOON_MS)
  assert.deepEqual(states(), ['failed'])
  assert.deepEqual(done.get(), { files: MANY - 1, bytes: 8 * (MANY - 1) })
  manager.start(items.get()[0]!.key)
  await settled()
  assert.equal(host.count('POST projects'), MANY)
  assert.deepEqual(done.get(), { files: 0, bytes: 0 })
})

test('a file that vanishes before it is sent says so, and the same name takes its place', async (t) => {
  const { file, vanish } = vanishing('talk.wav')
  const host = chosen(t, [file])
  manager.add([talk('other.wav')])
  const { key, options } = items.get()[0]!
  vanish()
  await passes(LOOK_MS)
  assert.deepEqual(
    items.get().map(({ error, isGone }) => [error?.title, isGone]),
    [
      ['The file has changed', true],
      [undefined, false],
    ],
  )

  manager.add([talk('talk.wav', 'a new one')])

  const again = items.get().find((item) => item.key === key)!
  assert.deepEqual([again.file.size, again.error, again.isGone, again.state], [9, null, false, 'draft'])
  assert.deepEqual(again.options, options)
  assert.deepEqual(host.requests, [])
})

test('a file that vanishes in line fails alone', async (t) => {
  const { file, vanish } = vanishing('talk.wav')
  const files = Array.from({ length: manager.AT_ONCE }, (_, n) => talk(`${n}.wav`))
  const host = chosen(t, [...files, file])
  host.fates['POST uploads'] = times(2 * manager.AT_ONCE, { retryAfterS: 50 })
  await passes(manager.SOON_MS)
  assert.equal(states().at(-1), 'queued')
  vanish()
  await passes(LOOK_MS)
  assert.deepEqual(states(), ['waiting', 'waiting', 'waiting', 'failed'])
  for (let i = 0; i < 3; i += 1) await passes(50_000)
  assert.deepEqual(states(), ['failed'])
})
