/** An editing session whose requests have no answer, or fail at the server. */

import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { FAULT_TRIES } from '../src/api/problem.ts'
import { Host } from './page.ts'
import { edited, passes, saving, settled, TALK, YES } from './sessions.ts'

for (const mishap of ['lost', 'unreachable', 503] as const)
  test(`a request without an answer goes again under its key: ${mishap}`, async () => {
    const host = new Host(YES)
    await edited(host, async (session) => {
      host.mishaps = [mishap]
      session.setText('a', 'Yes we can')
      session.split('a', 3)
      await session.save()
      assert.deepEqual([saving(session), host.drafts], ['waiting', 1])
      session.setText(session.segments[1]!.id, 'we can do')
      await session.save()
      assert.deepEqual([saving(session), session.view.get().clashes, host.drafts], ['saved', [], 0])
    })
    assert.deepEqual(host.texts, ['Yes', 'we can do'])
    assert.equal(new Set(host.keys).size, 2)
    assert.equal(host.states.length, 2)
  })

test('a save at which the server fails again and again is not tried for ever, and can be undone', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const host = new Host(TALK)
  await edited(host, async (session) => {
    host.failsAt = 'PATCH'
    session.setText('a', 'uno')
    await passes(600_000)
    assert.deepEqual([saving(session), host.keys.length, host.drafts], ['refused', FAULT_TRIES, 1])
    assert.equal(session.refusalWords, 'Something went wrong on our side. Try again in a minute.')
    session.undo()
    await session.save()
    assert.deepEqual([saving(session), host.keys.length, host.drafts], ['saved', FAULT_TRIES, 0])
    session.setText('b', 'due')
    await session.save()
    assert.deepEqual([saving(session), host.keys.length], ['refused', FAULT_TRIES + 1])
    host.failsAt = null
    await session.save()
    assert.deepEqual([saving(session), host.drafts], ['saved', 0])
  })
  assert.deepEqual(host.texts, ['one two three', 'due', 'six'])
})

test('a save that the server did before it failed again and again is not done twice', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const host = new Host(TALK)
  await edited(host, async (session) => {
    host.mishaps = ['lost']
    session.split('a', 4)
    await session.save()
    host.failsAt = 'PATCH'
    await passes(600_000)
    assert.equal(saving(session), 'refused')
    host.failsAt = null
    await session.save()
    assert.deepEqual([saving(session), session.view.get().clashes, host.drafts], ['saved', [], 0])
  })
  assert.deepEqual(host.texts, ['one', 'two three', 'four five', 'six'])
  assert.equal(host.states.length, 1)
})

test('a server that is away is waited for', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const host = new Host(TALK)
  await edited(host, async (session) => {
    host.mishaps = Array.from({ length: 40 }, () => 503)
    session.setText('a', 'uno')
    await passes(600_000)
    assert.equal(saving(session), 'saved')
  })
  assert.equal(host.texts[0], 'uno')
})

test('what somebody else does behind a lost answer is joined without a question', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    host.mishaps = ['lost']
    session.split('a', 4)
    await session.save()
    host.elsewhere({ op: 'set_text', segment_id: 'c', text: 'sei' })
    session.setText('b', 'quattro')
    await session.save()
    assert.deepEqual([saving(session), session.view.get().clashes], ['saved', []])
  })
  assert.deepEqual(host.texts, ['one', 'two three', 'quattro', 'sei'])
})

test('a name for all that follow leaves alone what a lost request has not saved', async () => {
  for (const mishap of ['unreachable', 'lost'] as const) {
    const host = new Host(TALK)
    await edited(host, async (session) => {
      host.mishaps = [mishap, 'unreachable']
      session.setText('a', 'uno')
      session.split('b', 5)
      await session.save()
      assert.equal(saving(session), 'waiting')
      session.setSpeaker('b', { id: null, name: 'Ada' }, 'end')
      await settled()
      assert.equal(host.drafts, 1)
      await session.save()
      assert.deepEqual([saving(session), host.drafts], ['saved', 0], mishap)
    })
    assert.deepEqual(host.texts, ['uno', 'four', 'five', 'six'], mishap)
    assert.deepEqual(
      host.server.segments.map((s) => s.speaker),
      [null, 'Ada', 'Ada', 'Ada'],
      mishap,
    )
  }
})

test('a page that dies while an answer is lost leaves a draft that another takes up', async () => {
  for (const mishap of ['lost', 'unreachable'] as const) {
    const host = new Host(TALK)
    const dead = host.open()
    host.mishaps = [mishap]
    dead.split('a', 4)
    await dead.save()
    dead.setText(dead.segments[1]!.id, 'two or three')
    dead.close()
    await edited(host, async (session) => {
      assert.equal(await session.open(), 'work')
      await session.save()
      assert.deepEqual([saving(session), session.view.get().clashes, host.drafts], ['saved', [], 0], mishap)
    })
    assert.deepEqual(host.texts, ['one', 'two or three', 'four five', 'six'], mishap)
  }
})
