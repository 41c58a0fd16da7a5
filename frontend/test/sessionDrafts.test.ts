/** What an editing session leaves in the browser when it ends. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Host } from './page.ts'
import { edited, saving, TALK, texts } from './sessions.ts'

test('what is typed when the session has ended waits for a sign-in, and is saved after it', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    host.mishaps = [401]
    session.setText('a', 'uno')
    await session.save()
    assert.deepEqual([saving(session), host.expired, host.drafts], ['waiting', 1, 1])
    session.split('b', 5)
    await session.save()
    assert.deepEqual([saving(session), host.drafts], ['saved', 0])
  })
  assert.deepEqual(host.texts, ['uno', 'four', 'five', 'six'])
})

test('a page that is closed saves and keeps nothing more', async () => {
  const host = new Host(TALK)
  const session = host.open()
  session.close()
  session.setText('a', 'uno')
  await session.save()
  assert.deepEqual([host.texts[0], host.drafts], ['one two three', 0])
})

test('a draft of the first format is taken up', async () => {
  const host = new Host(TALK)
  const dead = host.open()
  dead.setText('a', 'uno')
  dead.close()
  const { key, text } = host.draft
  const draft = JSON.parse(text) as { work: { format?: number } }
  delete draft.work.format
  host.write(key, JSON.stringify(draft))
  await edited(host, async (session) => {
    assert.equal(await session.open(), 'work')
  })
  assert.equal(host.texts[0], 'uno')
})

test('a draft that nobody can read is dropped with a note', async () => {
  const host = new Host(TALK)
  const dead = host.open()
  dead.setText('a', 'uno')
  dead.close()
  host.write(host.draft.key, JSON.stringify({ work: { mine: 1 } }))
  await edited(host, async (session) => {
    assert.equal(await session.open(), 'unreadable')
    assert.equal(host.drafts, 0)
    assert.deepEqual(
      texts(session),
      TALK.map((s) => s.text),
    )
  })
})
