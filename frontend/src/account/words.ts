/** Adds words to the user's vocabulary from other pages than Account. */

import { call, get } from '../api/client.ts'
import { queryClient, vocabularyQuery } from '../api/queries.ts'
import { withWord } from '../logic/offers.ts'

let last: Promise<unknown> = Promise.resolve()

/**
 * Add a word to the vocabulary that the server holds at that moment. Calls run one after the other, so a second
 * click loses no word. Returns false when the vocabulary is full. Throws a Problem.
 */
export function addWord(word: string): Promise<boolean> {
  const next = last.then(() => add(word))
  last = next.catch(() => {})
  return next
}

async function add(word: string): Promise<boolean> {
  const { words } = await get('/me/vocabulary')
  const longer = withWord(words, word)
  if (longer === null) return false
  const { data } = await call('/me/vocabulary', { method: 'PUT', body: { words: [...longer] } })
  queryClient.setQueryData(vocabularyQuery.queryKey, data)
  return true
}
