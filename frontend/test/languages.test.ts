import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageOf, languagesWords, markedLanguage, sharesWords } from '../src/logic/languages.ts'
import { segment } from './segments.ts'

const spoken = (...codes: (string | null)[]) =>
  codes.map((language, i) => ({ ...segment(`s${i}`, i * 1000, 'one two'), language }))

test('a passage is in its own language, else in that of the transcript', () => {
  const [german, unknown, undetermined] = spoken('de', null, 'und')
  assert.equal(languageOf(german!, 'en'), 'de')
  assert.equal(languageOf(unknown!, 'en'), 'en')
  assert.equal(languageOf(undetermined!, 'en'), 'en')
  assert.equal(languageOf(unknown!, null), null)
})

test('a language is marked where it begins, and where the main one goes on', () => {
  const list = spoken('en', 'de', 'de', null, 'es')
  assert.deepEqual(
    list.map((_, i) => markedLanguage(list, i, 'en')),
    [null, 'de', null, 'en', 'es'],
  )
})

test('a transcript of one language marks none', () => {
  const list = spoken('en', null, 'en')
  assert.deepEqual(
    list.map((_, i) => markedLanguage(list, i, 'en')),
    [null, null, null],
  )
})

test('several languages are told with their shares', () => {
  assert.equal(
    sharesWords([
      { language: 'en', share: 0.702 },
      { language: 'de', share: 0.294 },
      { language: 'es', share: 0.004 },
    ]),
    'English 70 %, German 29 %, Spanish under 1 %',
  )
  assert.equal(sharesWords([{ language: 'en', share: 1 }]), 'English')
  assert.equal(sharesWords([]), null)
})

test('the head of a recording names its languages, but for one that is hardly spoken', () => {
  const shares = (...all: [string, number][]) => all.map(([language, share]) => ({ language, share }))
  assert.equal(languagesWords(shares(['en', 0.6], ['de', 0.37], ['es', 0.03])), 'English and German')
  assert.equal(languagesWords(shares(['en', 0.98], ['de', 0.02])), null)
  assert.equal(languagesWords([]), null)
})
