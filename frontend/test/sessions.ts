/** One page that edits a transcript, for tests of its session. */

import { mock } from 'node:test'
import { Host, type Session } from './page.ts'
import { segment } from './segments.ts'

export const YES = [segment('a', 0, 'Yes')]
export const TALK = [
  segment('a', 0, 'one two three'),
  segment('b', 1000, 'four five'),
  segment('c', 2000, 'six'),
]

/** The session of a page; closed, so that no timer outlives the test. */
export async function edited(host: Host, edit: (session: Session) => Promise<void>): Promise<void> {
  const session = host.open()
  try {
    await edit(session)
  } finally {
    session.close()
  }
}

/** What is on its way has come to an end. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate)
}

/** Time in which savers try again. */
export async function passes(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 4_000) {
    mock.timers.tick(4_000)
    await settled()
  }
}

export const saving = (session: Session) => session.view.get().saving
export const texts = (session: Session) => session.segments.map((s) => s.text)
