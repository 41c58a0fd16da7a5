/** Operations of an editing session that the server does to the whole transcript. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '../src/api/types.ts'
import { Host } from './page.ts'
import { edited, saving, settled, TALK, texts, YES } from './sessions.ts'

const ANY = { matchCase: false, wholeWord: false }

test('a name for all that follow is one operation, and so is a text that is replaced everywhere', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    session.setSpeaker('a', { id: null, name: 'Ada' }, 'end')
    await session.save()
    await session.replaceAll('six', 'sei', ANY)
    assert.equal(saving(session), 'saved')
  })
  assert.deepEqual(host.server.said, ['set_speaker', 'replace_all'])
  assert.deepEqual(host.texts, ['one two three', 'four five', 'sei'])
})

test('where the server did an operation otherwise, it gets what the page shows', async () => {
  const others: ((list: readonly Segment[]) => Segment[])[] = [
    (list) => [...list],
    (list) => list.map((s) => ({ ...s, text: `${s.text} six` })),
    (list) => list.slice(0, 1),
  ]
  for (const other of others) {
    const host = new Host(TALK)
    await edited(host, async (session) => {
      const patch = host.server.patch.bind(host.server)
      host.server.patch = (operations) => {
        const before = host.server.segments
        const done = patch(operations)
        if (operations[0]?.op !== 'replace_all') return done
        host.server.segments = other(before)
        const ids = new Set(host.server.segments.map((s) => s.id))
        const removed = before.map((s) => s.id).filter((id) => !ids.has(id))
        return { ...done, segments: structuredClone(host.server.segments), removed }
      }
      await session.replaceAll('six', 'sei', ANY)
      assert.deepEqual([saving(session), host.drafts], ['saved', 0])
      assert.deepEqual(texts(session), ['one two three', 'four five', 'sei'])
    })
    assert.deepEqual(host.texts, ['one two three', 'four five', 'sei'])
  }
})

test('a text whose replacement would leave nothing is refused, and stays on the page', async () => {
  const host = new Host(YES)
  await edited(host, async (session) => {
    await session.replaceAll('yes', '', ANY)
    assert.deepEqual([saving(session), texts(session)], ['refused', ['Yes']])
  })
})

test('after a refusal, a name for all that follow is one operation all the same', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    host.mishaps = [422, 422]
    session.setText('a', 'uno')
    await session.save()
    session.setSpeaker('b', { id: null, name: 'Ada' }, 'end')
    await settled()
    assert.deepEqual([saving(session), host.drafts], ['saved', 0])
  })
  assert.deepEqual(host.server.said, ['set_speaker', 'splice'])
  assert.deepEqual(host.texts, ['uno', 'four five', 'six'])
})

test('a page that is closed sends no such operation', async () => {
  const host = new Host(TALK)
  const session = host.open()
  session.setText('a', 'uno')
  const replaced = session.replaceAll('six', 'sei', ANY)
  session.close()
  await replaced
  await session.replaceAll('six', 'sei', ANY)
  assert.deepEqual(host.server.said, ['splice'])
})

test('a page that is closed asks the server for nothing more', async () => {
  const host = new Host(TALK)
  const session = host.open()
  const stretch = { start_ms: 0, end_ms: 1000 }
  await session.hearAgain(stretch, 'de')
  assert.equal(host.asked, 1)
  session.setText('a', 'uno')
  const heard = session.hearAgain(stretch, 'de')
  session.close()
  await heard
  await session.hearAgain(stretch, 'de')
  assert.deepEqual([host.asked, host.texts[0]], [1, 'uno'])
})
