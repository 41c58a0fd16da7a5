/** An editing session against a server: what is saved, when, and what happens when that goes wrong. */

import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import type { Segment } from '../src/api/types.ts'
import { FAULT_TRIES } from '../src/api/problem.ts'
import { Host, type Session } from './page.ts'
import { segment } from './segments.ts'

const YES = [segment('a', 0, 'Yes')]
const TALK = [segment('a', 0, 'one two three'), segment('b', 1000, 'four five'), segment('c', 2000, 'six')]

/** The session of a page; closed, so that no timer outlives the test. */
async function edited(host: Host, edit: (session: Session) => Promise<void>): Promise<void> {
  const session = host.open()
  try {
    await edit(session)
  } finally {
    session.close()
  }
}

/** What is on its way has come to an end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
}

/** Time in which savers try again. */
async function passes(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 4_000) {
    mock.timers.tick(4_000)
    await settled()
  }
}

const saving = (session: Session) => session.view.get().saving
const texts = (session: Session) => session.segments.map((s) => s.text)

// Saving ----------------------------------------------------------------------------------------------

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

// Conflicts -------------------------------------------------------------------------------------------

test('what somebody else saved first is joined', async () => {
  const host = new Host(TALK)
  await edited(host, async (session) => {
    host.elsewhere({ op: 'set_text', segment_id: 'c', text: 'sei' })
    session.split('a', 4)
    await session.save()
    assert.deepEqual([saving(session), session.view.get().joined], ['saved', true])
    assert.deepEqual(texts(session), ['one', 'two three', 'four five', 'sei'])
  })
  assert.deepEqual(host.texts, ['one', 'two three', 'four five', 'sei'])
})

for (const choice of ['mine', 'theirs'] as const)
  test(`a passage that two changed waits for a decision: ${choice}`, async () => {
    const host = new Host(TALK)
    await edited(host, async (session) => {
      host.elsewhere({ op: 'set_text', segment_id: 'a', text: 'theirs' })
      session.setText('a', 'mine')
      session.setText('b', 'quattro')
      await session.save()
      assert.equal(saving(session), 'undecided')
      assert.deepEqual(host.texts, ['theirs', 'quattro', 'six'])
      session.resolve(session.view.get().clashes[0]!, choice)
      await session.save()
      assert.deepEqual([saving(session), host.drafts], ['saved', 0])
      assert.equal(texts(session)[0], choice)
    })
    assert.deepEqual(host.texts, [choice, 'quattro', 'six'])
  })

for (const choice of ['mine', 'theirs'] as const)
  test(`a passage that two changed and one cut or joined holds up nothing else: ${choice}`, async () => {
    const edits: [(session: Session) => void, string[], string[]][] = [
      [(session) => session.split('b', 5), ['uno', 'four', 'five', 'six'], ['uno', 'theirs', 'six']],
      [(session) => session.mergeDown('b'), ['uno', 'four five six'], ['uno', 'theirs', 'six']],
      [
        (session) => {
          session.setText('b', 'my own')
          session.split('b', 2)
        },
        ['uno', 'my', 'own', 'six'],
        ['uno', 'theirs', 'six'],
      ],
    ]
    for (const [edit, mine, theirs] of edits) {
      const host = new Host(TALK)
      await edited(host, async (session) => {
        host.elsewhere({ op: 'set_text', segment_id: 'b', text: 'theirs' })
        edit(session)
        session.setText('a', 'uno')
        await session.save()
        assert.equal(saving(session), 'undecided')
        assert.deepEqual(host.texts, ['uno', 'theirs', 'six'])
        session.resolve(session.view.get().clashes[0]!, choice)
        await session.save()
        assert.deepEqual([saving(session), host.drafts], ['saved', 0])
        assert.deepEqual(texts(session), choice === 'mine' ? mine : theirs)
      })
      assert.deepEqual(host.texts, choice === 'mine' ? mine : theirs)
    }
  })

for (const choice of ['mine', 'theirs'] as const)
  test(`a passage that one changed and one joined with that above holds up nothing else: ${choice}`, async () => {
    const host = new Host(TALK)
    const after = choice === 'mine' ? ['one two three four five', 'sei'] : ['one two three', 'theirs', 'sei']
    await edited(host, async (session) => {
      host.elsewhere({ op: 'set_text', segment_id: 'b', text: 'theirs' })
      session.mergeUp('b')
      session.setText('c', 'sei')
      await session.save()
      assert.equal(saving(session), 'undecided')
      assert.deepEqual(host.texts, ['one two three', 'theirs', 'sei'])
      session.resolve(session.view.get().clashes[0]!, choice)
      await session.save()
      assert.deepEqual([saving(session), texts(session), host.drafts], ['saved', after, 0])
    })
    assert.deepEqual(host.texts, after)
  })

test('a passage that clashes can be cut or joined before the decision', async () => {
  const edits: [(session: Session) => void, string[]][] = [
    [(session) => session.split('b', 2), ['uno', 'my', 'own', 'six']],
    [(session) => session.mergeDown('b'), ['uno', 'my own six']],
    [(session) => session.mergeUp('b'), ['uno my own', 'six']],
  ]
  for (const [edit, mine] of edits) {
    const host = new Host(TALK)
    await edited(host, async (session) => {
      host.elsewhere({ op: 'set_text', segment_id: 'b', text: 'theirs' })
      session.setText('b', 'my own')
      await session.save()
      session.setText('a', 'uno')
      edit(session)
      await session.save()
      assert.equal(saving(session), 'undecided')
      assert.equal(host.texts[1], 'theirs')
      session.resolve(session.view.get().clashes[0]!, 'mine')
      await session.save()
      assert.deepEqual([saving(session), texts(session), host.drafts], ['saved', mine, 0])
    })
    assert.deepEqual(host.texts, mine)
  }
})

// Lost answers ----------------------------------------------------------------------------------------

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

// The end of a session, and drafts --------------------------------------------------------------------

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

// Operations that the server does to all --------------------------------------------------------------

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
