import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mayTryAgain, playbackWords } from '../src/logic/playback.ts'

const plays = { playback: 'original', isUnreachable: false, isRefused: false } as const

test('nothing is said of what plays', () => {
  assert.equal(playbackWords(plays), null)
  assert.equal(playbackWords({ ...plays, playback: 'copy' }), null)
})

test('a copy that is being made is told, also where the browser refuses the original', () => {
  assert.match(playbackWords({ ...plays, playback: 'preparing', isRefused: true })!, /is being made/)
})

test('a browser that cannot play it is named as what cannot', () => {
  assert.match(playbackWords({ ...plays, isRefused: true })!, /^This browser cannot play/)
})

test('without a copy no browser is recommended', () => {
  assert.match(playbackWords({ ...plays, playback: 'none', isRefused: true })!, /no copy/)
})

test('another try is offered where it may help', () => {
  assert.equal(mayTryAgain(plays), false)
  assert.equal(mayTryAgain({ ...plays, isUnreachable: true }), true)
  assert.equal(mayTryAgain({ ...plays, playback: 'copy', isRefused: true }), true)
  for (const playback of ['none', 'preparing'] as const)
    assert.equal(mayTryAgain({ ...plays, playback, isRefused: true }), false)
})
