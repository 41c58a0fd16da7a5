/** What a person is told of playing a recording. */

import type { Playback } from '../api/types.ts'

type State = {
  playback: Playback
  /** The address of the recording could not be had. */
  isUnreachable: boolean
  /** The browser has said that it cannot play what is there. */
  isRefused: boolean
}

/** Whether another try may help. */
export const mayTryAgain = ({ playback, isUnreachable, isRefused }: State): boolean =>
  isUnreachable || (isRefused && (playback === 'original' || playback === 'copy'))

/** Null where it plays. */
export function playbackWords({ playback, isUnreachable, isRefused }: State): string | null {
  if (isUnreachable) return 'The recording itself cannot be played now; the text can be read.'
  if (playback === 'preparing')
    return 'A copy that every browser plays is being made. Until it is there the recording may not play here.'
  if (playback === 'none')
    return 'This recording is of a kind that browsers do not play, and no copy of it could be made. The text can be read.'
  if (isRefused)
    return 'This browser cannot play the recording. The text can be read, and another browser may play it.'
  return null
}
