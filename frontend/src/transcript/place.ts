/** Keeps what somebody reads where it is on the screen, whatever comes in above it. */

import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import type { Segment } from '../api/types.ts'
import { segmentAt } from '../logic/timing.ts'
import { HEAD_PX, type Virtual } from './following.ts'

/** The first passage that is read, and how far below the window's upper edge it begins. */
export type Place = { id: string; start_ms: number; top: number }

/** Where somebody reads; outlives the list, which is another one once the transcript is complete. */
export type PlaceHolder = { current: Place | null }

/** Sizes of passages that come into view are known by then. */
const SETTLED_AFTER_FRAMES = 3

/** Each time that `moved` is another value, the place is found again. */
export function useKeptPlace(
  holder: PlaceHolder,
  segments: readonly Segment[],
  virtual: Virtual,
  moved: unknown,
): void {
  const isSettling = useRef(false)

  const restore = useEffectEvent(() => {
    const place = holder.current
    if (!place) return
    const known = segments.findIndex((s) => s.id === place.id)
    const index = known >= 0 ? known : Math.max(0, segmentAt(segments, place.start_ms))
    virtual.getTotalSize() // takes in what was measured since
    const start = virtual.measurementsCache[index]?.start
    if (start === undefined) return
    isSettling.current = true
    window.scrollTo({ top: start - place.top, behavior: 'instant' })
    let frames = 0
    const settle = () => {
      const found = document.querySelector(`.segment-place[data-index="${index}"]`)
      const by = (found?.getBoundingClientRect().top ?? place.top) - place.top
      if (Math.abs(by) >= 1) window.scrollBy({ top: by, behavior: 'instant' })
      frames += 1
      if (frames < SETTLED_AFTER_FRAMES) frame = requestAnimationFrame(settle)
      else isSettling.current = false
    }
    let frame = requestAnimationFrame(settle)
    return () => cancelAnimationFrame(frame)
  })
  useLayoutEffect(() => restore(), [moved])

  useEffect(() => {
    const look = () => {
      if (!isSettling.current) holder.current = placeOf(segments, virtual)
    }
    window.addEventListener('scroll', look, { passive: true })
    return () => window.removeEventListener('scroll', look)
  }, [holder, segments, virtual])
}

/** Null as long as the beginning of the list is in view: whoever has not scrolled reads from there. */
function placeOf(segments: readonly Segment[], virtual: Virtual): Place | null {
  const edge = window.scrollY + HEAD_PX
  const item = virtual.getVirtualItems().find(({ end }) => end > edge)
  const segment = item && segments[item.index]
  if (!segment || (virtual.measurementsCache[0]?.start ?? 0) > edge) return null
  return { id: segment.id, start_ms: segment.start_ms, top: item.start - window.scrollY }
}
