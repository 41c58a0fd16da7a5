/** Uploads as their cards show them: what a request that goes wrong does to one, and its way out. */

import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { passes, settled, talk, times, UploadHost, type Fate } from './uploadHost.ts'

const manager = await import('../src/uploads/manager.ts')
const { isRunning, items, remembered } = await import('../src/uploads/items.ts')

const cards = () => items.get()
const card = () => cards()[0]!

/** A file that was chosen and started, while `request` meets its fates. */
function started(t: TestContext, request: string, fates: Fate[]): UploadHost {
  const host = new UploadHost(t)
  t.after(() => {
    for (const { key } of cards()) manager.cancel(key)
  })
  host.fates[request] = fates
  manager.add([talk()])
  void manager.start(card().key)
  return host
}

test('a file is sent, completed, and made a project', async (t) => {
  const host = started(t, '', [])
  await settled()
  assert.deepEqual(cards(), [])
  assert.equal(host.count('POST projects'), 1)
})

test('an upload that is sent waits for the network, and cannot be paused', async (t) => {
  const host = started(t, 'POST complete', [null, null])
  await settled()
  assert.equal(card().state, 'unconfirmed')
  assert.ok(isRunning(card()))
  manager.pause(card().key)
  assert.equal(card().state, 'unconfirmed')
  for (let i = 0; i < 3; i += 1) await passes(2_000)
  assert.deepEqual(cards(), [])
  assert.equal(host.count('POST projects'), 1)
})

for (const fate of [null, 503, 'held'] as const)
  test(`an upload that is given up before its completion is known makes no project: ${fate}`, async (t) => {
    const host = started(t, 'POST complete', times(99, fate))
    await settled()
    const tries = host.count('POST complete')
    manager.cancel(card().key)
    for (let i = 0; i < 9; i += 1) await passes(15_000)
    assert.deepEqual(cards(), [])
    assert.deepEqual(
      ['POST complete', 'DELETE u', 'POST projects'].map((request) => host.count(request)),
      [tries, 1, 0],
    )
  })

test('an upload that is given up before it has an id is given up in storage, too', async (t) => {
  const host = started(t, 'POST uploads', ['held'])
  await settled()
  manager.cancel(card().key)
  host.release()
  await settled()
  assert.equal(host.count('DELETE u'), 1)
  assert.deepEqual(remembered.get(), [])
})

for (const request of ['POST uploads', 'GET parts', 'POST parts', 'POST complete', 'POST projects'])
  test(`a server that goes on failing at ${request} ends the upload, and it can be started again`, async (t) => {
    const host = started(t, request, times(99, 500))
    for (let i = 0; i < 20; i += 1) await passes(15_000)
    assert.equal(card().state, 'failed')
    assert.equal(card().error?.title, 'Something went wrong on our side')
    assert.ok(!isRunning(card()))
    const tries = host.count(request)
    for (let i = 0; i < 9; i += 1) await passes(15_000)
    assert.equal(host.count(request), tries)
    host.fates[request] = []
    void manager.start(card().key)
    await settled()
    assert.deepEqual(cards(), [])
    assert.equal(host.count('POST projects'), request === 'POST projects' ? tries + 1 : 1)
  })

for (const request of ['POST uploads', 'GET parts', 'POST parts', 'POST complete', 'POST projects'])
  for (const fate of [503, null])
    test(`${request} that has ${fate ?? 'no answer'} for long goes on by itself`, async (t) => {
      const host = started(t, request, times(40, fate))
      for (let i = 0; i < 45; i += 1) await passes(15_000)
      assert.deepEqual(cards(), [])
      assert.equal(host.count('POST projects'), request === 'POST projects' ? 41 : 1)
    })
