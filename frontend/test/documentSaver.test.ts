import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { FAULT_TRIES } from '../src/api/problem.ts'
import { summary, textOf, World } from './documentWorld.ts'

test('what is typed is kept at once and saved after a rest, and the draft goes', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const world = new World()
  const page = world.page()
  page.type('typed')
  assert.equal(page.saving(), 'unsaved')
  assert.equal(textOf(world.draft!.work.body), 'typed')
  mock.timers.tick(1000)
  mock.timers.reset()
  await page.saver.save()
  assert.equal(page.saving(), 'saved')
  assert.equal(textOf(world.body), 'typed')
  assert.equal(world.draft, null)
})

test('undo goes on across saves, and what it leads back to is saved', async () => {
  const world = new World()
  const page = world.page()
  page.type('one')
  await page.saver.save()
  page.type('two')
  await page.saver.save()
  page.back()
  page.back()
  await page.saver.save()
  assert.equal(page.now(), 'written')
  assert.equal(textOf(world.body), 'written')
  page.saver.close()
})

test('a refused field is named, kept in the browser, and saved once it is right', async () => {
  const world = new World()
  const page = world.page()
  page.type(' ')
  await page.saver.save()
  assert.equal(page.saving(), 'refused')
  assert.deepEqual(page.view.get().problems, [{ pointer: '/point/text', words: 'The point needs a text.' }])
  assert.equal(textOf(world.draft!.work.body), ' ')
  page.type('right')
  await page.saver.save()
  assert.equal(page.saving(), 'saved')
  assert.deepEqual(page.view.get().problems, [])
  assert.equal(textOf(world.body), 'right')
})

test('without a network it waits and keeps the work', async () => {
  const world = new World()
  const page = world.page()
  world.trouble = 'offline'
  page.type('typed')
  await page.saver.save()
  assert.equal(page.saving(), 'waiting')
  assert.equal(textOf(world.draft!.work.body), 'typed')
  world.trouble = 'none'
  await page.saver.save()
  assert.equal(page.saving(), 'saved')
  assert.equal(world.draft, null)
})

test('without a session nothing is tried again by itself', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const world = new World()
  const page = world.page()
  world.trouble = 'signed out'
  page.type('typed')
  await page.saver.save()
  mock.timers.tick(60_000)
  mock.timers.reset()
  assert.equal(page.saving(), 'waiting')
  assert.equal(world.writes, 1)
})

test('a save at which the server fails again and again is not tried for ever, and can be tried again', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const world = new World()
  const page = world.page()
  world.trouble = 'fault'
  page.type('typed')
  for (let i = 0; i < 30; i += 1) {
    mock.timers.tick(4_000)
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
  }
  assert.deepEqual(
    [page.saving(), world.writes, textOf(world.draft!.work.body)],
    ['refused', FAULT_TRIES, 'typed'],
  )
  await page.saver.save()
  assert.deepEqual([page.saving(), world.writes], ['refused', FAULT_TRIES + 1])
  world.trouble = 'none'
  await page.saver.save()
  assert.deepEqual([page.saving(), textOf(world.body), world.draft], ['saved', 'typed', null])
})

test('a save whose answer was lost is no conflict with oneself', async () => {
  const world = new World()
  const page = world.page()
  world.trouble = 'lost answer'
  page.type('first')
  await page.saver.save()
  assert.equal(page.saving(), 'waiting')
  world.trouble = 'none'
  page.type('second')
  await page.saver.save()
  assert.equal(page.saving(), 'saved')
  assert.equal(page.view.get().other, null)
  assert.equal(textOf(world.body), 'second')
})

test('the same after the tab died: the draft knows what was sent', async () => {
  const world = new World()
  const page = world.page()
  world.trouble = 'lost answer'
  page.type('first')
  await page.saver.save()
  page.type('second')
  page.saver.close()
  world.left = [world.draft!]
  world.trouble = 'none'
  const next = world.page()
  assert.equal(await next.saver.resume(), true)
  await next.saver.save()
  assert.equal(next.saving(), 'saved')
  assert.equal(textOf(world.body), 'second')
})

test('somebody else was faster: nothing is saved before the person decides, and both states are kept', async () => {
  const world = new World()
  const page = world.page()
  world.store(summary('theirs'), false)
  page.type('mine')
  await page.saver.save()
  assert.equal(page.saving(), 'undecided')
  assert.equal(textOf(page.view.get().other!.body), 'theirs')
  page.type('mine, too')
  await page.saver.save()
  assert.equal(textOf(world.body), 'theirs')
  assert.equal(textOf(world.draft!.work.body), 'mine, too')
  page.saver.resolve('mine')
  await page.saver.save()
  assert.equal(page.saving(), 'saved')
  assert.equal(textOf(world.body), 'mine, too')
  assert.deepEqual(world.history, ['written', 'theirs'])
})

test('whoever takes the other state can undo that', async () => {
  const world = new World()
  const page = world.page()
  world.store(summary('theirs'), false)
  page.type('mine')
  await page.saver.save()
  page.saver.resolve('other')
  assert.equal(page.saving(), 'saved')
  assert.equal(page.now(), 'theirs')
  assert.equal(world.draft, null)
  page.back()
  await page.saver.save()
  assert.equal(textOf(world.body), 'mine')
})

test('a state from elsewhere is shown where nothing is unsaved, and an older one never', async () => {
  const world = new World()
  const page = world.page()
  const old = world.held
  world.store(summary('theirs'), false)
  assert.equal(page.saver.see(world.held), true)
  assert.equal(page.now(), 'theirs')
  assert.equal(page.saver.see(old), false)
  assert.equal(page.now(), 'theirs')
  page.type('mine')
  world.store(summary('theirs, too'), false)
  assert.equal(page.saver.see(world.held), false)
  assert.equal(page.now(), 'mine')
  page.saver.close()
})

test("a new name of one who speaks is shown, is nobody's edit, and is not undone here", () => {
  const world = new World()
  const page = world.page()
  world.body = summary('Ada writes.')
  assert.equal(page.saver.see(world.held), false)
  assert.equal(page.now(), 'Ada writes.')
  assert.deepEqual([page.saving(), page.view.get().history.past, world.draft], ['saved', [], null])
})

test('work that waited while others went on is a question, also after another reload', async () => {
  const world = new World()
  const left = { work: { body: summary('mine'), sent: null, apart: false }, base: world.etag }
  world.store(summary('theirs'), false)
  world.left = [left]
  const page = world.page()
  await page.saver.resume()
  assert.equal(page.saving(), 'undecided')
  assert.equal(page.now(), 'mine')
  page.saver.close()
  world.left = [world.draft!]
  const next = world.page()
  await next.saver.resume()
  assert.equal(next.saving(), 'undecided')
  assert.equal(next.now(), 'mine')
  assert.equal(textOf(world.body), 'theirs')
})

test('of two drafts the second waits until the first is saved', async () => {
  const world = new World()
  const draft = (text: string) => ({
    work: { body: summary(text), sent: null, apart: false },
    base: world.etag,
  })
  world.left = [draft('first'), draft('second')]
  const page = world.page()
  await page.saver.resume()
  assert.equal(page.now(), 'first')
  assert.deepEqual(
    world.left.map(({ work }) => textOf(work.body)),
    ['second'],
  )
  await page.saver.save()
  await page.saver.resume()
  assert.equal(page.saving(), 'undecided')
  assert.equal(page.now(), 'second')
  page.saver.resolve('mine')
  await page.saver.save()
  assert.deepEqual(world.history, ['written', 'first'])
  assert.equal(textOf(world.body), 'second')
})
