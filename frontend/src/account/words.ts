/** The words of the recogniser's vocabulary that are added from elsewhere than the Account page. */

import { call, get } from '../api/client.ts'
import { queryClient, vocabularyQuery } from '../api/queries.ts'
import { withWord } from '../logic/offers.ts'

let last: Promise<unknown> = Promise.resolve()

/** Adds a word to what the server holds at that moment, one after the other, so that none is lost to another
    tab or to a second click. False when the vocabulary is full. Throws a Problem. */
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
