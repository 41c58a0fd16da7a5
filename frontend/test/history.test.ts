import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyHistory, record, redo, undo } from '../src/logic/history.ts'

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
