/** Which recordings the list shows. It stands in the address, so that the way back leads to it. */

import { useCallback } from 'react'
import { useLocation, useSearch } from 'wouter'

/** The parameters of `GET /projects` that the page offers. */
export type Wish = 'status' | 'tag' | 'language' | 'created_after' | 'sort'

/** Returns the parameters of the address, and a function that sets one; an empty value removes it. */
export function useWishes(): [URLSearchParams, (name: Wish, value: string) => void] {
  const search = useSearch()
  const [, go] = useLocation()
  const set = useCallback(
    (name: Wish, value: string) => {
      const next = new URLSearchParams(search)
      if (value) next.set(name, value)
      else next.delete(name)
      go(`/${next.size > 0 ? `?${next}` : ''}`, { replace: true })
    },
    [search, go],
  )
  return [new URLSearchParams(search), set]
}

/** The address of the list of the recordings with this tag. */
export const tagAddress = (tag: string) => `/?${new URLSearchParams({ tag })}`
