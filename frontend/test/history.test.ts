import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyHistory, rebase, record, redo, undo } from '../src/logic/history.ts'

const type = (
  history: ReturnType<typeof emptyHistory<string>>,
  before: string[],
  after: string[],
  now: number,
) => record(history, before, after, 'text a', now)

test('undo and redo walk the same way back and forth', () => {
  const lists = [
    ['a', 'b'],
    ['a', 'x', 'b'],
    ['a', 'x'],
  ]
  let history = emptyHistory<string>()
  history = record(history, lists[0]!, lists[1]!, null, 0)
  history = record(history, lists[1]!, lists[2]!, null, 0)
  const once = undo(history, lists[2]!)!
  assert.deepEqual(once.list, lists[1])
  const twice = undo(once.history, once.list)!
  assert.deepEqual(twice.list, lists[0])
  assert.equal(undo(twice.history, twice.list), null)
  const again = redo(twice.history, twice.list)!
  assert.deepEqual(redo(again.history, again.list)!.list, lists[2])
})

test('typing in one breath is one entry, a pause begins another', () => {
  let history = type(emptyHistory(), [''], ['h'], 0)
  history = type(history, ['h'], ['he'], 300)
  history = type(history, ['he'], ['hey'], 5000)
  assert.equal(history.past.length, 2)
  const once = undo(history, ['hey'])!
  assert.deepEqual(once.list, ['he'])
  assert.deepEqual(undo(once.history, once.list)!.list, [''])
})

test('a new edit forgets what was undone', () => {
  const history = record(emptyHistory<string>(), ['a'], ['b'], null, 0)
  const back = undo(history, ['b'])!
  const next = record(back.history, back.list, ['c'], null, 0)
  assert.equal(redo(next, ['c']), null)
})

type Item = { id: string; text: string; at: number }
const item = (id: string, at: number, text = id): Item => ({ id, text, at })
const KIND = { same: (a: Item, b: Item) => a.text === b.text, order: (a: Item, b: Item) => a.at - b.at }
const list = [item('a', 1), item('b', 2), item('c', 3)]
const texts = (items: readonly Item[]) => items.map((i) => i.text)

test('undo and redo survive what somebody else did at another place', () => {
  const first = list.with(1, item('b', 2, 'B'))
  const second = first.toSpliced(2, 1)
  let history = record(emptyHistory<Item>(), list, first, null, 0)
  history = record(history, first, second, null, 0)
  const theirs = [item('n', 0), item('a', 1, 'A'), ...second.slice(1)]
  history = rebase(history, theirs, KIND)
  const once = undo(history, theirs)!
  assert.deepEqual(texts(once.list), ['n', 'A', 'B', 'c'])
  const twice = undo(once.history, once.list)!
  assert.deepEqual(texts(twice.list), ['n', 'A', 'b', 'c'])
  assert.deepEqual(texts(redo(twice.history, twice.list)!.list), ['n', 'A', 'B', 'c'])
})

test('undo never takes back what somebody else wrote', () => {
  const mine = list.with(1, item('b', 2, 'B'))
  const both = mine.with(0, item('a', 1, 'A'))
  let history = record(emptyHistory<Item>(), list, mine, null, 0)
  history = record(history, mine, both, null, 0)
  const theirs = both.with(1, item('b', 2, 'theirs'))
  history = rebase(history, theirs, KIND)
  const once = undo(history, theirs)!
  assert.deepEqual(texts(once.list), ['a', 'theirs', 'c'])
  assert.equal(undo(once.history, once.list), null)
})

test('a redo that no longer meets its item is left out', () => {
  const mine = list.with(1, item('b', 2, 'B'))
  const back = undo(record(emptyHistory<Item>(), list, mine, null, 0), mine)!
  const gone = back.list.toSpliced(1, 1)
  assert.equal(redo(rebase(back.history, gone, KIND), gone), null)
})
