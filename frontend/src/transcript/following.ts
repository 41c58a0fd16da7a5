/** Keeps the spoken passage in view while it plays, until somebody scrolls or types. */

import type { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { usePlayer } from '../player/player.ts'
import { useStore } from '../store.ts'

export type Virtual = ReturnType<typeof useWindowVirtualizer<Element>>

/** What stands above the passages while one reads: tabs and tools. */
export const HEAD_PX = 190

export function useFollowing(spoken: number, virtual: Virtual, typing: boolean) {
  const player = usePlayer()
  const { playing } = useStore(player.state)
  const [paused, setPaused] = useState(false)

  useEffect(() => {
    if (!playing) return
    const stop = (event: Event) => {
      if (event instanceof KeyboardEvent && !/^(Page|Arrow|Home|End)/.test(event.key)) return
      setPaused(true)
    }
    const options = { passive: true }
    window.addEventListener('wheel', stop, options)
    window.addEventListener('touchmove', stop, options)
    window.addEventListener('keydown', stop, options)
    return () => {
      window.removeEventListener('wheel', stop)
      window.removeEventListener('touchmove', stop)
      window.removeEventListener('keydown', stop)
    }
  }, [playing])

  const followed = useRef<number | null>(null)
  useEffect(() => {
    // Passages that come in above move the number, not the recording: that is no reason to scroll.
    const at = player.at.get()
    const moved = followed.current === null ? spoken > 0 : followed.current !== at
    followed.current = at
    if (!moved) return
    // In the theatre one watches: the text must not push the picture away.
    if (player.look.get().theatre) return
    if (spoken < 0 || paused || (typing && document.activeElement?.closest('.segment-text'))) return
    const box = document.querySelector(`.segment[data-index="${spoken}"]`)?.getBoundingClientRect()
    if (box && box.top > HEAD_PX && box.bottom < window.innerHeight - 120) return
    virtual.scrollToIndex(spoken, { align: 'center' })
  }, [spoken, paused, typing, virtual, player])

  const top = virtual.scrollOffset ?? 0
  return {
    paused: paused && playing,
    above: (virtual.measurementsCache[spoken]?.start ?? 0) < top,
    resume: () => {
      setPaused(false)
      if (spoken >= 0) virtual.scrollToIndex(spoken, { align: 'center' })
    },
  }
}
