/** One file on its way to storage. */

import assert from 'node:assert/strict'
import { mock, test, type TestContext } from 'node:test'
import type { Upload } from '../src/api/types.ts'
import { PARTS, passes, settled, talk, times, UPLOAD, UploadHost } from './uploadHost.ts'

const { Transfer } = await import('../src/uploads/transfer.ts')

const { ANSWER_MS } = await import('../src/api/request.ts')

/** What a failure is called that is not our server's. */
const FAULT: Record<string, string> = { 'PUT part': 'Storage did not take the file' }

class Host extends UploadHost {
  readonly events: string[] = []
  readonly transfer: InstanceType<typeof Transfer>

  constructor(t: TestContext, file = talk()) {
    super(t)
    t.after(() => this.transfer.end())
    this.transfer = new Transfer(file, UPLOAD as Upload, {
      onProgress: () => {},
      onWaiting: (waiting) => this.events.push(waiting ? 'waiting' : 'sending'),
      onCompleting: () => this.events.push('completing'),
      onDone: () => this.events.push('done'),
      onError: (error) => this.events.push((error as Error).message),
    })
  }
}

test('a file is sent in parts and completed', async (t) => {
  const host = new Host(t)
  host.transfer.start()
  await settled()
  assert.deepEqual(host.events, ['completing', 'done'])
  assert.equal(host.count('PUT part'), PARTS)
})

for (const request of ['GET parts', 'POST parts', 'POST complete'])
  for (const fate of [null, 500, 502, 503])
    test(`${request} that ends with ${fate ?? 'no answer'} is waited out`, async (t) => {
      const host = new Host(t)
      host.fates[request] = [fate, fate]
      host.transfer.start()
      for (let i = 0; i < 6; i += 1) await passes(2_000)
      assert.equal(host.events.at(-1), 'done')
      assert.ok(host.events.includes('waiting'))
      assert.equal(host.count('PUT part'), PARTS)
    })

test('a refusal of the API ends the upload', async (t) => {
  const host = new Host(t)
  host.fates['POST parts'] = [409]
  host.transfer.start()
  await settled()
  assert.deepEqual(host.events, ['That did not work'])
})

test('an upload that is being completed is neither paused nor sent a second time', async (t) => {
  const host = new Host(t)
  host.fates['POST complete'] = ['held']
  host.transfer.start()
  await settled()
  host.transfer.stop()
  host.transfer.start()
  await settled()
  assert.equal(host.count('GET parts'), 1)
  host.release()
  await settled()
  assert.deepEqual(host.events, ['completing', 'done'])
  assert.equal(host.count('POST complete'), 1)
})

test('an upload whose completion was refused can be started again', async (t) => {
  const host = new Host(t)
  host.fates['POST complete'] = [409]
  host.transfer.start()
  await settled()
  host.transfer.start()
  await settled()
  assert.deepEqual(host.events, ['completing', 'That did not work', 'completing', 'done'])
})

for (const request of ['GET parts', 'POST parts', 'PUT part', 'POST complete'])
  test(`a server that goes on failing at ${request} ends the upload, and it can be started again`, async (t) => {
    const host = new Host(t)
    host.fates[request] = times(99, 500)
    host.transfer.start()
    for (let i = 0; i < 20; i += 1) await passes(15_000)
    assert.equal(host.events.at(-1), FAULT[request] ?? 'Something went wrong on our side')
    const tries = host.count(request)
    assert.ok(tries < 30, `${tries} tries`)
    host.fates[request] = []
    host.transfer.start()
    await settled()
    assert.equal(host.events.at(-1), 'done')
  })

test('a server that is away is waited for as long as it is', async (t) => {
  for (const request of ['GET parts', 'POST parts', 'PUT part', 'POST complete']) {
    const host = new Host(t)
    host.fates[request] = times(40, 503)
    host.transfer.start()
    for (let i = 0; i < 45; i += 1) await passes(15_000)
    assert.equal(host.events.at(-1), 'done', request)
    mock.timers.reset()
  }
})

test('faults count only in a row', async (t) => {
  const host = new Host(t)
  host.fates['POST complete'] = [...times(9, 500), 503, ...times(9, 500)]
  host.transfer.start()
  for (let i = 0; i < 20; i += 1) await passes(15_000)
  assert.equal(host.events.at(-1), 'done')
})

for (const fate of [null, 'held'] as const)
  test(`an upload that is given up while its completion has ${fate ?? 'no'} answer is not completed`, async (t) => {
    const host = new Host(t)
    host.fates['POST complete'] = times(9, fate)
    host.transfer.start()
    await passes(1_000)
    const events = [...host.events]
    const tries = host.count('POST complete')
    host.transfer.end()
    for (let i = 0; i < 9; i += 1) await passes(15_000)
    assert.equal(host.count('POST complete'), tries)
    assert.deepEqual(host.events, events)
  })

test('a completion whose answer never comes is asked for again', async (t) => {
  const host = new Host(t)
  host.fates['POST complete'] = ['held']
  host.transfer.start()
  await passes(ANSWER_MS)
  assert.equal(host.events.at(-1), 'waiting')
  await passes(1_000)
  assert.equal(host.events.at(-1), 'done')
})

test('a part that storage refuses again is not sent again at once', async (t) => {
  const host = new Host(t)
  host.fates['PUT part'] = times(6, 403)
  host.transfer.start()
  await settled()
  assert.equal(host.count('PUT part'), 2 * PARTS)
  for (let i = 0; i < 6; i += 1) await passes(4_000)
  assert.equal(host.events.at(-1), 'done')
})

test('storage that goes on refusing ends the upload', async (t) => {
  const host = new Host(t)
  host.fates['PUT part'] = times(99, 403)
  host.transfer.start()
  for (let i = 0; i < 9; i += 1) await passes(10_000)
  assert.deepEqual(host.events, ['Storage did not take the file'])
})

test('a file that changed on disk ends the upload', async (t) => {
  const file = talk()
  const gone = () => Promise.reject(new DOMException('changed', 'NotReadableError'))
  file.slice = () => Object.assign(new Blob(['abcd']), { slice: () => ({ arrayBuffer: gone }) }) as never
  const host = new Host(t, file)
  host.fates['PUT part'] = times(99, null)
  host.transfer.start()
  for (let i = 0; i < 3; i += 1) await passes(15_000)
  assert.equal(host.events.at(-1), 'The file has changed')
})

test('a wait leaves no listener behind', async (t) => {
  const host = new Host(t)
  const added = mock.method(AbortSignal.prototype, 'addEventListener')
  const removed = mock.method(AbortSignal.prototype, 'removeEventListener')
  t.after(() => mock.restoreAll())
  host.fates['PUT part'] = [null]
  host.transfer.start()
  for (let i = 0; i < 3; i += 1) await passes(2_000)
  assert.equal(host.events.at(-1), 'done')
  const own = (calls: typeof added.mock.calls) =>
    new Set(calls.map(({ arguments: [, listener] }) => listener as unknown))
  for (const listener of own(added.mock.calls)) assert.ok(own(removed.mock.calls).has(listener))
})
