/** Walking through what was found in a transcript, or through its doubtful words. */

import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { Segment } from '../api/types.ts'
import { findAll, step, type FindOptions, type Match } from '../logic/find.ts'
import { doubtful, placeWords } from '../logic/timing.ts'
import { usePlayer } from '../player/player.ts'

const NONE: Match[] = []

export function useWalking(segments: readonly Segment[]) {
  const player = usePlayer()
  const [finding, setFinding] = useState(false)
  const [find, setFind] = useState('')
  const [options, setOptions] = useState<FindOptions>({ matchCase: false, wholeWord: false })
  const [doubts, setDoubts] = useState(false)
  const [current, setCurrent] = useState(-1)
  const [place, setPlace] = useState<Match | null>(null)
  const sought = useDeferredValue(find)

  const matches = useMemo(
    () => (finding ? findAll(segments, sought, options) : NONE),
    [finding, segments, sought, options],
  )
  const doubtfulWords = useMemo(() => doubtful(segments), [segments])
  const doubtList = useMemo<Match[]>(() => {
    if (!doubts) return NONE
    return doubtfulWords.map(({ segment, word }) => {
      const { from, to } = placeWords(segments[segment]!)[word]!
      return { segment, from, to }
    })
  }, [doubts, doubtfulWords, segments])

  const walked = finding ? matches : doubtList
  const walk = (by: 1 | -1) => {
    const next = step(current >= walked.length ? -1 : current, walked.length, by)
    setCurrent(next)
    setPlace(null)
    const match = walked[next]
    if (!finding && match) {
      const segment = segments[match.segment]!
      const word = placeWords(segment).find((w) => w.from === match.from)
      if (word) player.seek(word.start_ms)
    }
  }

  useEffect(() => setCurrent(-1), [sought, options, finding, doubts])

  return {
    finding,
    setFinding,
    find,
    setFind,
    options,
    setOptions,
    doubts,
    setDoubts,
    doubtCount: doubtfulWords.length,
    matches,
    shown: finding ? matches : doubts && current >= 0 ? doubtList : NONE,
    current,
    walk,
    /** A place that is looked at beside those that one walks through. */
    place: finding ? null : place,
    setPlace,
  }
}

export type Walking = ReturnType<typeof useWalking>
