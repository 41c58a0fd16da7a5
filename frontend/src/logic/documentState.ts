/** What state a document is in, in a few words for its head. */

import type { Document } from '../api/types.ts'

type State = Pick<Document, 'edited' | 'generator' | 'warnings'>

/** Whose text it is: a writer's draft, or a person's. */
export function originWords({ edited, generator }: State): string | null {
  if (edited) return 'Edited by hand'
  if (!generator) return null
  const { engine, model } = generator
  if (engine === 'extractive' || engine === 'small') return 'Draft from the speaker’s words'
  return `Draft by ${model ?? engine}`
}

/** How many words a reader should check against the recording. */
export const toCheck = ({ warnings }: State): number => warnings.filter(({ text }) => text).length
