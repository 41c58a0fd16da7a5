/** Captions over the picture: a text track of the browser's, so that they are there in full screen, too. */

import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useMemo } from 'react'
import { transcriptQuery } from '../api/queries.ts'
import type { Project } from '../api/types.ts'
import { captionsOf } from '../logic/captions.ts'
import { isActive } from '../logic/status.ts'
import { usePart, useStore } from '../store.ts'
import { usePlayer } from './player.ts'

const NOTHING: never[] = []

/** Shows the transcript as it is saved over the picture, while captions are wanted. Only a video shows any. */
export function useCaptions(
  project: Project,
  element: RefObject<HTMLMediaElement | null>,
  hasVideo: boolean,
): void {
  const player = usePlayer()
  const wanted = usePart(player.look, (look) => look.captions)
  const query = useQuery({ ...transcriptQuery(project.id, !isActive(project)), enabled: wanted })
  const written = useStore(player.written)
  const segments = written ?? query.data?.data.segments ?? NOTHING
  const captions = useMemo(() => (wanted ? captionsOf(segments) : NOTHING), [wanted, segments])
  useEffect(() => {
    const media = element.current
    if (!(media instanceof HTMLVideoElement)) return
    // An element cannot lose a track: the first stays, and its captions change.
    const track = media.textTracks[0] ?? media.addTextTrack('captions', 'Captions')
    track.mode = wanted ? 'showing' : 'hidden'
    const cues = captions.map(({ fromMs, toMs, text }) => new VTTCue(fromMs / 1000, toMs / 1000, shown(text)))
    cues.forEach((cue) => track.addCue(cue))
    return () => cues.forEach((cue) => track.removeCue(cue))
  }, [captions, element, hasVideo, wanted])
}

/** A cue is read as markup. */
const shown = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
