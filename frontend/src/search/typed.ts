/** What a person searches. It stands in the address, so that the way back leads to it. */

import { useEffect, useState } from 'react'
import { useLocation, useSearch } from 'wouter'

/** How long nobody types before the words are searched. */
const PAUSE_MS = 250

/** Returns what stands in the field, what of it is searched, and how to change the field. */
export function useTyped(): [string, string, (typed: string) => void] {
  const search = useSearch()
  const q = new URLSearchParams(search).get('q') ?? ''
  const [, go] = useLocation()
  const [typed, setTyped] = useState(q)

  useEffect(() => {
    const wanted = typed.trim()
    if (wanted === q) return
    const timer = setTimeout(() => {
      const next = new URLSearchParams(search)
      if (wanted) next.set('q', wanted)
      else next.delete('q')
      go(`/${next.size > 0 ? `?${next}` : ''}`, { replace: true })
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, q, search, go])

  // The link to the recordings leaves the search.
  useEffect(() => {
    if (!q) setTyped('')
  }, [q])

  return [typed, q, setTyped]
}
