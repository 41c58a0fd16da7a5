import assert from 'node:assert/strict'
import test from 'node:test'
import type { ArticleBody, Version } from '../src/api/types.ts'
import { handMade, kept, versionsToCompare } from '../src/logic/handMade.ts'
import { area, line, type Part } from '../src/logic/shapes.ts'

const PARTS: Part[] = [
  { kind: 'group', key: null, label: 'Article', fields: [line('title', 'Title'), area('lead', 'Lead')] },
  {
    kind: 'list',
    key: 'sections',
    label: 'Sections',
    item: 'Section',
    fields: [line('heading', 'Heading'), area('text', 'Text')],
    fresh: () => ({}),
  },
]

const section = (text: string, ...segment_ids: string[]) => ({ heading: 'H', text, segment_ids })
type Section = ReturnType<typeof section>
const article = (title: string, ...sections: ReturnType<typeof section>[]): ArticleBody => ({
  title,
  lead: '',
  sections,
})
const version = (number: number, edited: boolean, restored_from: number | null = null) =>
  ({ version: number, edited, restored_from }) as Version

test('a new writing is compared with the version of the person before it', () => {
  const written = [version(1, false), version(2, true), version(3, false)]
  assert.deepEqual(versionsToCompare(written), { mine: 2, base: 1 })
  assert.deepEqual(versionsToCompare([...written, version(4, true)]), { mine: 2, base: 1 })
  assert.equal(versionsToCompare([version(1, false), version(2, false)]), null)
  assert.equal(versionsToCompare([version(1, false), version(2, true), version(3, false, 1)]), null)
})

test('only what the person changed is offered, beside what cites the same', () => {
  const base = article('A', section('One.', 'a'), section('Two.', 'b'))
  const mine = article('Mine', section('One.', 'a'), section('My two.', 'b'), section('Added.'))
  const now = article('B', section('New two.', 'b'), section('New one.', 'a'))

  const found = handMade(PARTS, base, mine, now)

  assert.deepEqual(
    found.map(({ name, path, words }) => [name, path, words]),
    [
      ['Title', ['title'], ['B', 'Mine']],
      ['Section 1', ['sections', 0], ['H\nNew two.', 'H\nMy two.']],
      ['Section 3', ['sections', 2], ['', 'H\nAdded.']],
    ],
  )
})

test('a part that is kept takes the place of the new one, and is offered no more', () => {
  const base = article('A', section('Two.', 'b'))
  const mine = article('A', section('My two.', 'b'), section('Added.', 'gone'))
  let now = article('A', section('New two.', 'b'), section('Three.', 'c'))

  for (let [next] = handMade(PARTS, base, mine, now); next; [next] = handMade(PARTS, base, mine, now))
    now = kept(now, next) as ArticleBody

  assert.deepEqual(
    now.sections.map(({ text }) => text),
    ['My two.', 'Added.', 'Three.'],
  )
})

test('what the person had removed is offered where it stands again', () => {
  const base = article('A', section('One.', 'a'), section('Two.', 'b'), section('Three.', 'c'))
  const mine = article('A', section('One.', 'a'), section('My three.', 'c'))
  const now = article('A', section('New one.', 'a'), section('New two.', 'b'), section('New three.', 'c'))

  const found = handMade(PARTS, base, mine, now)

  assert.deepEqual(
    found.map(({ change, name, words }) => [change, name, words]),
    [
      ['written', 'Section 3', ['H\nNew three.', 'H\nMy three.']],
      ['removed', 'Section 2', ['H\nNew two.', '']],
    ],
  )
  assert.deepEqual(
    found.reduce(kept, now as never),
    article('A', section('New one.', 'a'), section('My three.', 'c')),
  )
  const left = article('A', section('New one.', 'a'), section('My three.', 'c'))
  assert.deepEqual(handMade(PARTS, base, mine, left), [])
})

test('what the person had moved is offered until it stands there', () => {
  const sections = ['a', 'b', 'c', 'd'].map((id) => section(`Old ${id}.`, id))
  const [a, b, c, d] = sections as [Section, Section, Section, Section]
  const anew = ['b', 'd', 'a', 'c'].map((id) => section(`New ${id}.`, id))
  const base = article('A', ...sections)

  const [back] = handMade(PARTS, base, article('A', b, c, d, a), article('A', ...sections))
  const [ahead] = handMade(PARTS, base, article('A', d, a, b, c), article('A', ...sections))

  assert.deepEqual([back?.change, back?.name, back?.to], ['moved', 'Section 1', 3])
  assert.deepEqual([ahead?.change, ahead?.name, ahead?.to], ['moved', 'Section 4', 0])
  const now = kept(
    article('A', ...anew),
    handMade(PARTS, base, article('A', d, a, b, c), article('A', ...anew))[0]!,
  )
  assert.deepEqual(
    (now as ArticleBody).sections.map(({ text }) => text),
    ['New d.', 'New b.', 'New a.', 'New c.'],
  )
  assert.deepEqual(handMade(PARTS, base, article('A', d, a, b, c), now), [])
  assert.deepEqual(handMade(PARTS, base, base, article('A', ...anew)), [])
})
