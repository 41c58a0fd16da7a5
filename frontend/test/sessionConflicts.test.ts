/** An editing session and what somebody else saved first. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Host, type Session } from './page.ts'
import { edited, saving, TALK, texts } from './sessions.ts'

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
