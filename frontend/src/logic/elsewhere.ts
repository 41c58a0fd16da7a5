/** Words that were replaced in the transcript, and where else they stand. */

import { counted } from './format.ts'

/** The name of the places: "the title and 3 documents", "the guide"; empty where there is none. */
export function placesWords(title: number, documents: readonly string[]): string {
  const [only] = documents
  const names = [
    title > 0 && 'the title',
    documents.length === 1 ? `the ${only}` : documents.length > 1 && counted(documents.length, 'document'),
  ]
  return names.filter(Boolean).join(' and ')
}
