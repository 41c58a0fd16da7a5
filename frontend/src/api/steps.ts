/** Facts about a project's steps. */

import type { Step } from './types.ts'

/** Whether a step transcribes a stretch again. The transcript shows it; the list of steps leaves it out. */
export const isHearing = ({ name }: Step) => name.startsWith('hear:')

export const isSettled = ({ status }: Step) => ['done', 'failed', 'cancelled'].includes(status)
