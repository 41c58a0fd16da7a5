/** What an editing session saves, and when. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '../src/api/types.ts'
import { Host, type Session } from './page.ts'
import { segment } from './segments.ts'
import { edited, saving, TALK, texts, YES } from './sessions.ts'

test('what is typed and cut is stored as it is, with no other words on the way', async () => {
  const host = new Host(YES)
  await edited(host, async (session) => {
    session.setText('a', 'Yes we can')
    session.split('a', 3)
    await session.save()
    assert.equal(saving(session), 'saved')
  })
  assert.deepEqual(host.states, [['Yes', 'we can']])
})

test('the page goes on with the ids that it chose', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    session.split('a', 4)
    await session.save()
    const id = session.segments[1]!.id
    session.setText(id, 'two and three')
    await session.save()
    assert.equal(session.segments[1]!.id, id)
    assert.equal(host.server.segments[1]!.id, id)
  })
  assert.deepEqual(host.texts, ['one', 'two and three', 'four five', 'six'])
})

test('edits that nobody has saved yet go together, and one that was undone does not go', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    session.setText('a', 'uno')
    session.setText('c', 'sei')
    session.remove('b')
    session.undo()
    await session.save()
  })
  assert.deepEqual(host.states, [['uno', 'four five', 'sei']])
})

test('what is typed while a save runs is saved after it', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    session.setText('a', 'uno')
    const first = session.save()
    session.setText('a', 'uno due')
    session.setText('b', 'quattro')
    await first
    await session.save()
    assert.equal(saving(session), 'saved')
  })
  assert.deepEqual(host.texts, ['uno due', 'quattro', 'six'])
  assert.deepEqual(host.states[0], ['uno', 'four five', 'six'])
})

test('two saves at once are one', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    session.setText('a', 'uno')
    await Promise.all([session.save(), session.save()])
  })
  assert.equal(host.keys.length, 1)
})

test('undo after a save brings back the passages under their ids, and redo takes them again', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    session.mergeDown('a')
    session.remove('c')
    await session.save()
    session.undo()
    session.undo()
    await session.save()
    assert.deepEqual(
      host.server.segments.map((s) => [s.id, s.text]),
      TALK.map((s) => [s.id, s.text]),
    )
    session.redo()
    await session.save()
  })
  assert.deepEqual(host.texts, ['one two three four five', 'six'])
})

test('undo brings back passages that overlapped in as much time as the server has for them', async () => {
  const at = (id: string, start_ms: number, end_ms: number) => ({ ...segment(id, start_ms, id), end_ms })
  const CASES: [Segment[], (session: Session) => void][] = [
    [[at('a', 0, 1000), at('b', 800, 2000), at('c', 1900, 2900)], (session) => session.mergeDown('a')],
    [[at('a', 0, 1000), at('b', 800, 2000), at('c', 1900, 2900)], (session) => session.mergeDown('b')],
    [[at('a', 0, 1000), at('b', 800, 2000), at('c', 1900, 2900)], (session) => session.remove('a')],
    [[at('a', 0, 1000), at('b', 800, 2000), at('c', 1900, 2900)], (session) => session.remove('b')],
    [[at('a', 0, 1000), at('b', 800, 2000), at('c', 1900, 2900)], (session) => session.remove('c')],
    // One speaks while the other does.
    [[at('a', 0, 2000), at('b', 500, 900), at('c', 2000, 2900)], (session) => session.remove('b')],
    [[at('a', 0, 2000), at('b', 500, 900), at('c', 2000, 2900)], (session) => session.remove('a')],
    [[at('a', 0, 2000), at('b', 500, 900), at('c', 2000, 2900)], (session) => session.mergeDown('a')],
    [[at('a', 0, 2000), at('b', 0, 2000), at('c', 2000, 2900)], (session) => session.remove('b')],
    [[at('a', 0, 2000), at('b', 0, 2000), at('c', 2000, 2900)], (session) => session.mergeDown('a')],
  ]
  for (const [list, edit] of CASES) {
    const host = new Host(list)
    await edited(host, async (session) => {
      edit(session)
      await session.save()
      session.undo()
      session.setText('c', 'sei')
      await session.save()
      assert.deepEqual([saving(session), host.drafts], ['saved', 0], JSON.stringify(host.texts))
      const seen = (list: readonly Segment[]) => list.map((s) => [s.id, s.text, s.start_ms, s.end_ms])
      assert.deepEqual(seen(session.segments), seen(host.server.segments))
      session.setText('b', 'due')
      await session.save()
    })
    assert.deepEqual(host.texts, ['a', 'due', 'sei'])
  }
})

test('a passage that is being emptied is not sent, and says that something waits only where something does', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    session.setText('b', '')
    await session.save()
    assert.deepEqual([saving(session), host.drafts], ['saved', 0])
    session.split('a', 4)
    session.setText('a', '')
    await session.save()
    assert.deepEqual([saving(session), host.drafts], ['unsaved', 1])
    session.setText('a', 'uno')
    session.setText('b', 'quattro')
    await session.save()
    assert.equal(saving(session), 'saved')
  })
  assert.deepEqual(host.texts, ['uno', 'two three', 'quattro', 'six'])
})

test('what the server refuses is not saved, stays on the page, and goes with the next edit', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    host.mishaps = [422]
    session.setText('a', 'uno')
    await session.save()
    assert.deepEqual([saving(session), texts(session)[0], host.drafts], ['refused', 'uno', 1])
    session.setText('b', 'due')
    await session.save()
    assert.deepEqual([saving(session), host.drafts], ['saved', 0])
  })
  assert.deepEqual(host.texts, ['uno', 'due', 'six'])
})
