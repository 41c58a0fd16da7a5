import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { Segment, Transcript, TranscriptWarning } from '../api/types.ts'
import type { Match } from '../logic/find.ts'
import { openWarnings, type Stretch } from '../logic/gaps.ts'
import { languageOf, markedLanguage } from '../logic/languages.ts'
import { isTurn, sameVoice, voiceOf, type Listed } from '../logic/speakers.ts'
import { overlaps } from '../logic/together.ts'
import { segmentAt } from '../logic/timing.ts'
import { usePlayer } from '../player/player.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { usePart } from '../store.ts'
import { HEAD_PX, useFollowing, type Virtual } from './following.ts'
import { GapMark } from './GapMark.tsx'
import { useKeptPlace, type PlaceHolder } from './place.ts'
import { SegmentRow } from './SegmentRow.tsx'
import type { TranscriptSession } from './session.ts'
import { TimesDialog } from './TimesDialog.tsx'
import { Together } from './Together.tsx'

type Props = {
  segments: readonly Segment[]
  warnings: readonly TranscriptWarning[]
  speakers: readonly Listed[]
  turns: Transcript['turns']
  /** That of most of the speech. */
  language: string | null
  session: TranscriptSession | null
  place: PlaceHolder
  doubts: boolean
  matches: readonly Match[]
  /** The match that is looked at, or -1. */
  current: number
  onSpeaker: (segment: Segment) => void
  /** The name at the head of a passage was chosen. */
  onHead: (segment: Segment) => void
  onHearAgain: (stretch: Stretch) => void
}

const NOTHING: readonly Match[] = []
const LINE_PX = 28
const GAP_PX = 60
const TURN_PX = 30

export function SegmentList(props: Props) {
  const { segments, warnings, speakers, session, place, matches, current } = props
  const holder = useRef<HTMLDivElement>(null)
  const player = usePlayer()
  const { margin, width } = useRoom(holder)
  const [focused, setFocused] = useState<string | null>(null)
  const [times, setTimes] = useState<Segment | null>(null)

  const focusedIndex = useMemo(
    () => (focused ? segments.findIndex((s) => s.id === focused) : -1),
    [focused, segments],
  )
  const gaps = useMemo(() => openWarnings(segments, warnings), [segments, warnings])
  const together = useMemo(() => overlaps(props.turns), [props.turns])
  const gapsAt = (i: number) => [gaps.get(i) ?? [], i === segments.length - 1 ? (gaps.get(i + 1) ?? []) : []]
  const virtual = useRows(segments, (i) => gapsAt(i).flat().length, { margin, width }, focusedIndex)
  // Whoever edits has the cursor to go by.
  useKeptPlace(place, segments, virtual, session ? margin : segments)

  const spoken = usePart(player.at, (ms) => segmentAt(segments, ms))
  const follow = useFollowing(spoken, virtual, focusedIndex >= 0)

  const bySegment = useMemo(() => Map.groupBy(matches, (m) => m.segment), [matches])
  const now = matches[current] ?? null
  const [soughtSegment, soughtOffset] = [now?.segment, now?.from]
  useEffect(() => {
    if (soughtSegment !== undefined) virtual.scrollToIndex(soughtSegment, { align: 'center' })
    // The offset counts too: the next match may be in the same passage, after the user has scrolled away.
  }, [soughtSegment, soughtOffset, virtual])

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
  const marks = (warnings: readonly TranscriptWarning[]) =>
    warnings.map((warning) => (
      <GapMark
        key={`${warning.reason} ${warning.start_ms}`}
        warning={warning}
        session={session}
        onHearAgain={props.onHearAgain}
      />
    ))

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
          const speaker = speakers.find((one) => sameVoice(one, voiceOf(segment)))
          const [above = [], below = []] = gapsAt(item.index)
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="segment-place"
              style={{ transform: `translateY(${item.start - margin}px)` }}
            >
              {marks(above)}
              <SegmentRow
                segment={segment}
                index={item.index}
                session={session}
                isTurn={isTurn(segments, item.index)}
                name={speaker?.name ?? null}
                tone={speaker?.tone ?? 0}
                language={languageOf(segment, props.language)}
                marked={markedLanguage(segments, item.index, props.language)}
                spoken={item.index === spoken}
                doubts={props.doubts}
                found={bySegment.get(item.index) ?? NOTHING}
                current={now?.segment === item.index ? now : null}
                focusable={item.index === entry}
                onGo={go}
                onFocus={setFocused}
                onSpeaker={props.onSpeaker}
                onHead={props.onHead}
                onHearAgain={props.onHearAgain}
                onTimes={setTimes}
              />
              <Together segment={segment} overlaps={together} speakers={speakers} />
              {marks(below)}
            </div>
          )
        })}
      </div>
      {follow.paused && <Resume above={follow.above} onResume={follow.resume} />}
      {times && session && <TimesDialog segment={times} session={session} onClose={() => setTimes(null)} />}
    </>
  )
}

type Room = { margin: number; width: number }

/** The rows in view; the others have the height that their text is likely to take. */
function useRows(
  segments: readonly Segment[],
  gapsAt: (index: number) => number,
  { margin, width }: Room,
  focusedIndex: number,
): Virtual {
  const perLine = Math.max(20, (width - 150) / 8.6)
  return useWindowVirtualizer({
    count: segments.length,
    overscan: 4,
    scrollMargin: margin,
    scrollPaddingStart: HEAD_PX,
    scrollPaddingEnd: 60,
    getItemKey: (i) => segments[i]!.id,
    estimateSize: (i) => {
      const { text } = segments[i]!
      const turn = isTurn(segments, i) ? TURN_PX : 0
      return Math.ceil((text.length + 1) / perLine) * LINE_PX + 18 + turn + gapsAt(i) * GAP_PX
    },
    // The passage with the cursor stays, however far one scrolls.
    rangeExtractor: (range) => {
      const list = defaultRangeExtractor(range)
      if (focusedIndex < 0 || list.includes(focusedIndex)) return list
      return [...list, focusedIndex].sort((a, b) => a - b)
    },
  })
}

/** Where on the page the list begins, and how wide it is. */
function useRoom(holder: RefObject<HTMLDivElement | null>): Room {
  const [room, setRoom] = useState<Room>({ margin: 0, width: 600 })
  useLayoutEffect(() => {
    const element = holder.current
    if (!element) return
    const measure = () => {
      const margin = Math.round(element.getBoundingClientRect().top + window.scrollY)
      const width = element.clientWidth
      setRoom((now) => (now.margin === margin && now.width === width ? now : { margin, width }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [holder])
  return room
}

function Resume({ above, onResume }: { above: boolean; onResume: () => void }) {
  return (
    <div className="follow">
      <Button
        look="primary"
        icon={<Icon name={above ? 'up' : 'down'} size={16} />}
        onClick={onResume}
        data-testid="follow"
      >
        Follow the spoken word
      </Button>
    </div>
  )
}
