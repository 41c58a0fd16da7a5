/** Naming who speaks by keys: 1 to 9 for a passage, then N or H for how far it goes. */

import { useEffect, useRef, useState } from 'react'
import type { Segment } from '../api/types.ts'
import { sameVoice, voiceOf, type Listed, type Reach, type Voice } from '../logic/speakers.ts'
import { segmentAt } from '../logic/timing.ts'
import { usePlayer } from '../player/player.ts'
import type { TranscriptSession } from './session.ts'

/** What was named last: the passage, whose it was, whose it is. */
export type Named = { id: string; before: Voice | null; voice: Listed; reach: Reach }

const SHOWN_MS = 12_000
const REACHES: Record<string, Reach> = { KeyN: 'next_speaker', KeyH: 'end' }

type Props = {
  session: TranscriptSession
  speakers: readonly Listed[]
  /** No such speaker yet: a person shall say who it is. */
  onNew: (segment: Segment) => void
}

export function useNaming({ session, speakers, onNew }: Props) {
  const player = usePlayer()
  const [named, setNamed] = useState<Named | null>(null)

  const name = (segment: Segment, voice: Listed) => {
    setNamed({ id: segment.id, before: voiceOf(segment), voice, reach: 'passage' })
    session.setSpeaker(segment.id, voice)
  }
  /** On from the passage after the one that was named. */
  const extend = (reach: Reach) => {
    if (!named) return
    setNamed({ ...named, reach })
    const next = session.segments[session.indexOf(named.id) + 1]
    const goesOn = reach === 'end' || (next && sameVoice(voiceOf(next), named.before))
    if (next && goesOn) session.setSpeaker(next.id, named.voice, reach)
  }
  const passage = (): Segment | undefined => {
    const focused = document.activeElement?.closest<HTMLElement>('.segment')?.dataset.id
    const list = session.segments
    return focused ? list[session.indexOf(focused)] : list[segmentAt(list, player.at.get())]
  }

  const act = (code: string): boolean => {
    const reach = REACHES[code]
    if (reach) {
      if (named) extend(reach)
      return named !== null
    }
    const number = Number(/^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1] ?? 0)
    const segment = passage()
    if (number === 0 || number > speakers.length + 1 || !segment) return false
    const voice = speakers[number - 1]
    if (voice) name(segment, voice)
    else onNew(segment)
    return true
  }
  const current = useRef(act)
  useEffect(() => {
    current.current = act
  })

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return
      if (document.querySelector('dialog[open], [role="menu"]')) return
      const target = event.target as HTMLElement
      const isTyping = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
      if (isTyping && !event.altKey) return
      if (current.current(event.code)) event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  useEffect(() => {
    if (!named) return
    const timer = setTimeout(() => setNamed(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [named])

  return { named, extend, dismiss: () => setNamed(null) }
}
