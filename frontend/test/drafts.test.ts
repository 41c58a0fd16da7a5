import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Drafts, type Place, type Shelf } from '../src/logic/drafts.ts'

class Memory implements Shelf {
  readonly items = new Map<string, string>()
  error: Error | null = null

  get length(): number {
    return this.items.size
  }

  key(i: number): string | null {
    return [...this.items.keys()][i] ?? null
  }

  getItem(key: string): string | null {
    return this.items.get(key) ?? null
  }

  setItem(key: string, value: string): void {
    if (this.error) throw this.error
    this.items.set(key, value)
  }

  removeItem(key: string): void {
    this.items.delete(key)
  }
}

const place: Place = { user: 'user_a', kind: 'transcript', id: 'p1' }
const draft = (work: unknown) => ({ work, base: '"7"', name: 'Transcript of The tour', href: '/projects/p1' })

test('a draft is there again after a reload, with the version it is based on and its moment', () => {
  const shelf = new Memory()
  new Drafts(
    () => shelf,
    'before',
    () => 42,
  ).keep(place, draft(['typed']))
  const after = new Drafts(() => shelf, 'after')
  assert.deepEqual(after.at(place), [{ place, tab: 'before', draft: { ...draft(['typed']), at: 42 } }])
})

test('two tabs of one user keep a draft each', () => {
  const shelf = new Memory()
  const one = new Drafts(
    () => shelf,
    'one',
    () => 1,
  )
  const two = new Drafts(
    () => shelf,
    'two',
    () => 2,
  )
  one.keep(place, draft('first'))
  two.keep(place, draft('second'))
  one.keep(place, draft('third'))
  assert.deepEqual(
    one
      .at(place)
      .map((k) => k.draft.work)
      .toSorted(),
    ['second', 'third'],
  )
  one.remove(place)
  assert.deepEqual(
    two.at(place).map((k) => k.draft.work),
    ['second'],
  )
})

test('a draft belongs to one user, whatever the id looks like', () => {
  const shelf = new Memory()
  const drafts = new Drafts(() => shelf, 'tab')
  const odd = 'user_a:transcript:p1 %3A/é'
  drafts.keep(place, draft('mine'))
  drafts.keep({ ...place, user: odd }, draft('theirs'))
  assert.deepEqual(
    drafts.of('user_a').map((k) => k.draft.work),
    ['mine'],
  )
  assert.deepEqual(
    drafts.of(odd).map((k) => [k.place.user, k.draft.work]),
    [[odd, 'theirs']],
  )
  drafts.forget('user_a')
  assert.deepEqual(drafts.of('user_a'), [])
  assert.equal(drafts.of(odd).length, 1)
})

test('drafts of other things are not mixed up', () => {
  const shelf = new Memory()
  const drafts = new Drafts(() => shelf, 'tab')
  drafts.keep(place, draft('transcript'))
  drafts.keep({ ...place, kind: 'document' }, draft('document'))
  drafts.keep({ ...place, id: 'p2' }, draft('another project'))
  assert.deepEqual(
    drafts.at(place).map((k) => k.draft.work),
    ['transcript'],
  )
})

test('a full storage is told, and the last draft that fitted stays', () => {
  const shelf = new Memory()
  const drafts = new Drafts(() => shelf, 'tab')
  assert.equal(drafts.keep(place, draft('fits')), null)
  shelf.error = new DOMException('no room', 'QuotaExceededError')
  assert.equal(drafts.keep(place, draft('does not')), 'full')
  assert.equal(drafts.read(place)?.work, 'fits')
})

test('a forbidden storage is told, and reading it finds nothing', () => {
  const drafts = new Drafts(() => {
    throw new DOMException('no', 'SecurityError')
  }, 'tab')
  assert.equal(drafts.keep(place, draft('x')), 'forbidden')
  assert.equal(drafts.read(place), null)
  assert.deepEqual(drafts.of('user_a'), [])
  drafts.remove(place)
  drafts.forget('user_a')
})

test('what others wrote into the storage is left alone', () => {
  const shelf = new Memory()
  const drafts = new Drafts(() => shelf, 'tab')
  const foreign = [
    'clueso.session',
    'clueso-draft:user_a',
    'clueso-draft:user_a:transcript:p1:broken',
    'clueso-draft:%:a:b:c',
    'x',
  ]
  for (const key of foreign) shelf.setItem(key, '{')
  drafts.keep(place, draft('mine'))
  assert.deepEqual(
    drafts.of('user_a').map((k) => k.draft.work),
    ['mine'],
  )
  drafts.forget('user_a')
  assert.deepEqual([...shelf.items.keys()], foreign)
})
