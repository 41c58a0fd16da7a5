import assert from 'node:assert/strict'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { compare, type Piece } from '../src/logic/diff.ts'

// No test depends on the speed of the machine.
beforeEach(() => void mock.method(Date, 'now', () => 0))
afterEach(() => mock.restoreAll())

const of = (pieces: Piece[], kind: Piece['kind']) => pieces.filter((piece) => piece.kind === kind)
const without = (pieces: Piece[], kind: Piece['kind']) =>
  pieces
    .filter((piece) => piece.kind !== kind)
    .map(({ text }) => text)
    .join('')

const PASSAGES = Array.from(
  { length: 12_000 },
  (_, i) => `Passage ${i} says what was said at minute ${i % 60}.`,
)

function assertHoldsBoth(pieces: Piece[], before: string, after: string): void {
  assert.equal(without(pieces, 'added'), before)
  assert.equal(without(pieces, 'removed'), after)
}

test('a comparison holds both texts in full', () => {
  const before = 'one two\nthree\nfour five\n'
  const after = 'one 2\nthree\nfive\nsix\n'
  assertHoldsBoth(compare(before, after), before, after)
  assert.deepEqual(compare('same', 'same'), [{ kind: 'same', text: 'same' }])
  assert.deepEqual(compare('', ''), [])
})

test('in 12,000 passages with thousands of edits only the edited words are marked', () => {
  const edited = PASSAGES.map((text, i) => (i % 3 === 0 ? text.replace('minute', 'moment') : text))
  const [before, after] = [PASSAGES.join('\n'), edited.join('\n')]
  const pieces = compare(before, after)
  assertHoldsBoth(pieces, before, after)
  assert.equal(of(pieces, 'removed').length, 4_000)
  assert.ok(of(pieces, 'removed').every(({ text }) => text === 'minute'))
  assert.ok(of(pieces, 'added').every(({ text }) => text === 'moment'))
})

test('when each of 12,000 passages was edited, the words that stayed are not marked', () => {
  const edited = PASSAGES.map((text) => text.replace('minute', 'moment'))
  const pieces = compare(PASSAGES.join('\n'), edited.join('\n'))
  assert.ok(of(pieces, 'added').every(({ text }) => text === 'moment'))
})

test('passages that moved, went or came are found among the others', () => {
  const moved = PASSAGES.slice(6_000, 6_010)
  const edited = [...moved, ...PASSAGES.slice(0, 3_000), 'New.', ...PASSAGES.slice(3_000, 6_000)]
  edited.push(...PASSAGES.slice(6_010))
  const pieces = compare(PASSAGES.join('\n'), edited.join('\n'))
  assertHoldsBoth(pieces, PASSAGES.join('\n'), edited.join('\n'))
  assert.equal(pieces.filter((piece) => piece.kind !== 'same').length, 3)
})

test('two texts of 12,000 passages that share no line are compared all the same', () => {
  const other = PASSAGES.map((_, i) => `Wholly ${i * 7} other`)
  const [before, after] = [PASSAGES.join('\n'), other.join('\n')]
  assertHoldsBoth(compare(before, after), before, after)
})

test('hundreds of rewritten long passages have two seconds together, then they are marked whole', () => {
  const passage = (word: string, i: number) =>
    Array.from({ length: 400 }, (_, n) => `${word}${i}-${n}`).join(' ')
  const text = (word: string) => Array.from({ length: 100 }, (_, i) => passage(word, i)).join('\n')
  // Each look at the clock is a millisecond.
  const clock = mock.method(Date, 'now', () => clock.mock.callCount())
  const pieces = compare(text('a'), text('b'))
  assertHoldsBoth(pieces, text('a'), text('b'))
  assert.ok(clock.mock.callCount() < 3_000)
})
