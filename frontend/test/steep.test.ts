import assert from 'node:assert/strict'
import { test } from 'node:test'
import { repeats } from '../src/logic/body.ts'
import { withoutAddresses } from '../src/logic/diff.ts'
import { parseClock } from '../src/logic/format.ts'
import { findAll } from '../src/logic/find.ts'

const SHORT = 10_000
const LONG = 4 * SHORT
const STEEP = 9
const LEAST_US = 20_000

/** What is run over a person's text, and what it takes longest over. */
const WORST: Record<string, (length: number) => unknown> = {
  'a heading that ends with full stops': (length) => repeats(`${'.'.repeat(length)}x`, 'x'),
  'pictures that have no end': (length) => withoutAddresses('!['.repeat(length / 2)),
  'addresses that have no end': (length) => withoutAddresses('![](<'.repeat(length / 5)),
  'captions of signs': (length) => withoutAddresses(`![${'\\a'.repeat(length / 2)}`),
  'a time of digits': (length) => parseClock('1:'.repeat(length / 2)),
  'a word that is looked for': (length) =>
    findAll([{ text: 'a'.repeat(length) }], 'aab', { matchCase: false, wholeWord: true }),
}

function cpuUs(run: () => unknown): number {
  const before = process.cpuUsage()
  run()
  return process.cpuUsage(before).user
}

for (const [name, run] of Object.entries(WORST)) {
  test(`four times as much takes about four times as long: ${name}`, () => {
    const tries = [1, 2, 3, 4].map(() => ({ short: cpuUs(() => run(SHORT)), long: cpuUs(() => run(LONG)) }))
    const short = Math.max(...tries.map((one) => one.short))
    const long = Math.min(...tries.map((one) => one.long))
    assert.ok(long < Math.max(LEAST_US, STEEP * short), `${short} µs, then ${long} µs`)
  })
}
