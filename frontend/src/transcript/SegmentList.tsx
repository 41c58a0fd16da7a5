import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Segment } from '../api/types.ts'
import type { Match } from '../logic/find.ts'
import { segmentAt } from '../logic/timing.ts'
import { usePlayer } from '../project/player.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { usePart, useStore } from '../ui/store.ts'
import { SegmentRow } from './SegmentRow.tsx'
import type { TranscriptSession } from './session.ts'
import { SpeakerDialog } from './SpeakerDialog.tsx'
import { TimesDialog } from './TimesDialog.tsx'

type Props = {
  segments: readonly Segment[]
  session: TranscriptSession | null
  doubts: boolean
  matches: readonly Match[]
  /** The match that is looked at, or -1. */
  current: number
}

const NOTHING: readonly Match[] = []
const LINE_PX = 28
const HEAD_PX = 190

export function SegmentList({ segments, session, doubts, matches, current }: Props) {
  const holder = useRef<HTMLDivElement>(null)
  const player = usePlayer()
  const [margin, setMargin] = useState(0)
  const [width, setWidth] = useState(600)
  const [focused, setFocused] = useState<string | null>(null)
  const [speaker, setSpeaker] = useState<Segment | null>(null)
  const [times, setTimes] = useState<Segment | null>(null)

  useLayoutEffect(() => {
    const element = holder.current
    if (!element) return
    const measure = () => {
      setMargin(Math.round(element.getBoundingClientRect().top + window.scrollY))
      setWidth(element.clientWidth)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])

  const focusedIndex = useMemo(
    () => (focused ? segments.findIndex((s) => s.id === focused) : -1),
    [focused, segments],
  )
  const perLine = Math.max(20, (width - 150) / 8.6)

  const virtual = useWindowVirtualizer({
    count: segments.length,
    overscan: 4,
    scrollMargin: margin,
    scrollPaddingStart: HEAD_PX,
    scrollPaddingEnd: 60,
    getItemKey: (i) => segments[i]!.id,
    estimateSize: (i) => {
      const { text } = segments[i]!
      const turn = isTurn(segments, i) ? 30 : 0
      return Math.ceil((text.length + 1) / perLine) * LINE_PX + 18 + turn
    },
    // The passage with the cursor stays, however far one scrolls.
    rangeExtractor: (range) => {
      const list = defaultRangeExtractor(range)
      if (focusedIndex < 0 || list.includes(focusedIndex)) return list
      return [...list, focusedIndex].sort((a, b) => a - b)
    },
  })

  const spoken = usePart(player.at, (ms) => segmentAt(segments, ms))
  const follow = useFollowing(spoken, virtual, focusedIndex)

  const bySegment = useMemo(() => Map.groupBy(matches, (m) => m.segment), [matches])
  const now = matches[current] ?? null
  useEffect(() => {
    if (now) virtual.scrollToIndex(now.segment, { align: 'center' })
    // Only another match is a reason to move.
  }, [now?.segment, now?.from])

  const go = useCallback(
    (index: number, end: 'start' | 'end') => {
      const target = segments[index]
      if (!target || !session) return
      virtual.scrollToIndex(index, { align: 'auto' })
      session.cursor.set({ id: target.id, offset: end === 'start' ? 0 : target.text.length })
    },
    [segments, session, virtual],
  )

  const items = virtual.getVirtualItems()
  const entry =
    focusedIndex >= 0 ? focusedIndex : (items.find((i) => i.start >= (virtual.scrollOffset ?? 0))?.index ?? 0)

  return (
    <>
      <div
        className="segments"
        ref={holder}
        data-testid="segments"
        role="group"
        aria-label={`Transcript, ${segments.length} passages`}
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => {
          const segment = segments[item.index]
          if (!segment) return null
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="segment-place"
              style={{ transform: `translateY(${item.start - margin}px)` }}
            >
              <SegmentRow
                segment={segment}
                index={item.index}
                session={session}
                speaks={isTurn(segments, item.index) ? (segment.speaker ?? null) : null}
                spoken={item.index === spoken}
                doubts={doubts}
                found={bySegment.get(item.index) ?? NOTHING}
                current={now?.segment === item.index ? now : null}
                focusable={item.index === entry}
                onGo={go}
                onFocus={setFocused}
                onSpeaker={setSpeaker}
                onTimes={setTimes}
              />
            </div>
          )
        })}
      </div>
      {follow.paused && (
        <div className="follow">
          <Button
            look="primary"
            icon={<Icon name={follow.above ? 'up' : 'down'} size={16} />}
            onClick={follow.resume}
            data-testid="follow"
          >
            Follow the spoken word
          </Button>
        </div>
      )}
      {speaker && session && (
        <SpeakerDialog segment={speaker} session={session} onClose={() => setSpeaker(null)} />
      )}
      {times && session && <TimesDialog segment={times} session={session} onClose={() => setTimes(null)} />}
    </>
  )
}

function isTurn(segments: readonly Segment[], index: number): boolean {
  const mine = segments[index]?.speaker
  return Boolean(mine) && segments[index - 1]?.speaker !== mine
}

type Virtual = ReturnType<typeof useWindowVirtualizer<Element>>

/** Keeps the spoken passage in view while it plays, until somebody scrolls or types. */
function useFollowing(spoken: number, virtual: Virtual, focusedIndex: number) {
  const player = usePlayer()
  const { playing } = useStore(player.state)
  const [paused, setPaused] = useState(false)
  const typing = focusedIndex >= 0

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

  const first = useRef(true)
  useEffect(() => {
    if (first.current) {
      first.current = false
      if (spoken <= 0) return
    }
    if (spoken < 0 || paused || (typing && document.activeElement?.closest('.segment-text'))) return
    const box = document.querySelector(`.segment[data-index="${spoken}"]`)?.getBoundingClientRect()
    if (box && box.top > HEAD_PX && box.bottom < window.innerHeight - 120) return
    virtual.scrollToIndex(spoken, { align: 'center' })
  }, [spoken, paused, typing, virtual])

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
