/** The editor of one document: what the person types, and what becomes of it. The server is a stand-in. */

import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { DocumentSession } from '../src/documents/session.ts'
import { summary, textOf, World } from './documentWorld.ts'

const TEXT = ['point', 'text']

/** The editor of what the server holds. */
function opened(t: TestContext, world: World): DocumentSession {
  const session = new DocumentSession('Summary', world, world.held, world.left.length > 0)
  t.after(session.close)
  return session
}

const seen = (session: DocumentSession) => textOf(session.view.get().body)
const saving = (session: DocumentSession) => session.view.get().saving

test('what is typed in a field is one step of undo, and each way is saved', async (t) => {
  const world = new World()
  const session = opened(t, world)
  for (const text of ['t', 'ty', 'typed']) session.set(TEXT, text)
  assert.equal(textOf(world.draft!.work.body), 'typed')
  assert.equal(session.isSaved, false)
  await session.save()
  assert.deepEqual([textOf(world.body), session.isSaved, world.draft], ['typed', true, null])

  session.undo()
  await session.save()
  assert.deepEqual([seen(session), textOf(world.body)], ['written', 'written'])
  session.redo()
  await session.save()
  assert.deepEqual([seen(session), textOf(world.body)], ['typed', 'typed'])
})

test('an edit that changes nothing is no edit', (t) => {
  const world = new World()
  const session = opened(t, world)
  session.change((body) => body)
  assert.deepEqual([session.isSaved, world.draft], [true, null])
})

test('what is typed while a save runs is saved with it', async (t) => {
  const world = new World()
  const session = opened(t, world)
  session.set(TEXT, 'one')
  const saved = session.save()
  session.set(TEXT, 'one, two')
  await saved
  assert.deepEqual([textOf(world.body), saving(session)], ['one, two', 'saved'])
})

test('undo shows the place only where the fields are open', (t) => {
  const session = opened(t, new World())
  session.set(TEXT, 'typed')
  session.undo()
  assert.equal(session.reveal.get(), null)
  session.editing.set(true)
  session.redo()
  assert.deepEqual(session.reveal.get(), { pointer: '/point/text', focus: false })
})

test('a save leads to the field that the server refuses, and typing there takes the words away', async (t) => {
  const world = new World()
  const session = opened(t, world)
  session.set(TEXT, ' ')
  assert.equal(await session.saveOrShow(), false)
  assert.equal(session.editing.get(), true)
  assert.deepEqual(session.reveal.get(), { pointer: '/point/text', focus: true })
  assert.equal(session.view.get().problems.length, 1)
  session.set(TEXT, 'right')
  assert.deepEqual(session.view.get().problems, [])
  assert.equal(await session.saveOrShow(), true)
  assert.equal(textOf(world.body), 'right')
})

test('an edit whose answer was lost is neither lost nor saved twice', async (t) => {
  const world = new World()
  const session = opened(t, world)
  world.trouble = 'lost answer'
  session.set(TEXT, 'typed')
  await session.save()
  assert.deepEqual([saving(session), textOf(world.draft!.work.body)], ['waiting', 'typed'])
  world.trouble = 'none'
  await session.save()
  assert.deepEqual([saving(session), world.saves, world.version, world.draft], ['saved', 1, 2, null])
})

test('what is typed after the session has ended is in the browser until somebody signs in', async (t) => {
  const world = new World()
  const session = opened(t, world)
  world.trouble = 'signed out'
  session.set(TEXT, 'typed')
  await session.save()
  session.set(TEXT, 'typed, and more')
  await session.save()
  assert.deepEqual([textOf(world.body), textOf(world.draft!.work.body)], ['written', 'typed, and more'])
  world.trouble = 'none'
  await session.save()
  assert.deepEqual([textOf(world.body), world.draft], ['typed, and more', null])
})

test('work that an earlier page left is taken up, and is not saved before that', async (t) => {
  const world = new World()
  world.left = [{ work: { body: summary('left'), sent: null, apart: false }, base: world.etag }]
  const session = opened(t, world)
  assert.equal(session.isSaved, false)
  assert.equal(await session.resume(), true)
  await session.save()
  assert.deepEqual([seen(session), textOf(world.body), session.isSaved], ['left', 'left', true])
})

for (const [choice, kept] of [
  ['mine', 'mine'],
  ['other', 'theirs'],
] as const)
  test(`of two edits the person takes ${choice}, and undo and history have the one that lost`, async (t) => {
    const world = new World()
    const session = opened(t, world)
    world.store(summary('theirs'), true)
    session.set(TEXT, 'mine')
    await session.save()
    assert.deepEqual([saving(session), textOf(world.body)], ['undecided', 'theirs'])
    session.resolve(choice)
    await session.save()
    assert.deepEqual([seen(session), textOf(world.body), saving(session)], [kept, kept, 'saved'])
    if (choice === 'other') session.undo()
    const lost = choice === 'other' ? seen(session) : world.history.at(-1)
    assert.equal(lost, choice === 'other' ? 'mine' : 'theirs')
  })

test('starting over shows what the server holds and keeps no draft', async (t) => {
  const world = new World()
  const session = opened(t, world)
  world.store(summary('theirs'), true)
  session.change(() => summary('mine'))
  await session.startOver()
  assert.deepEqual([seen(session), session.isSaved, world.draft], ['theirs', true, null])
})

test('a closed editor neither saves nor keeps', async () => {
  const world = new World()
  const session = new DocumentSession('Summary', world, world.held, false)
  session.close()
  session.set(TEXT, 'typed')
  await session.save()
  assert.deepEqual([world.writes, world.draft], [0, null])
})
