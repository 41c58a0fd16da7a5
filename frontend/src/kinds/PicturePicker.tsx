import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { mediaQuery, picturesQuery } from '../api/queries.ts'
import type { GuideStep, Project } from '../api/types.ts'
import { exactClock, spokenClock } from '../logic/format.ts'
import { picturesNear } from '../logic/pictures.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Candidates } from './Candidates.tsx'

type Props = {
  project: Project
  documentId: string
  steps: GuideStep[]
  index: number
  atMs: number
  onPick: (atMs: number) => void
  onClose: () => void
}

const AROUND_MS = 20_000
const NUDGE_MS = 200

/** Chooses another picture for a step: one already taken around it, or any moment of the video. */
export function PicturePicker({ project, documentId, steps, index, atMs, onPick, onClose }: Props) {
  const id = useId()
  const media = useQuery(mediaQuery(project.id))
  const taken = useQuery(picturesQuery(documentId))
  const video = useRef<HTMLVideoElement>(null)
  const [at, setAt] = useState(atMs)
  const end = project.media?.duration_ms ?? atMs + AROUND_MS
  const [from, setFrom] = useState(Math.max(0, atMs - AROUND_MS))
  const to = Math.min(end, from + 2 * AROUND_MS)
  const near = picturesNear(taken.data ?? [], steps, index)
  // A picture that was taken is shown itself: it may be a blink later than its moment, once the screen stood.
  const seen = near.find((picture) => picture.at_ms === at)

  useEffect(() => {
    if (video.current) video.current.currentTime = at / 1000
  }, [at])

  const move = (ms: number) => {
    const next = Math.min(end, Math.max(0, ms))
    if (next < from || next > to) setFrom(Math.max(0, next - AROUND_MS))
    setAt(next)
  }

  return (
    <Dialog title="Pick the picture" onClose={onClose} wide>
      <div className="dialog-body picker">
        <p className="aside">{steps[index]?.heading}</p>
        {media.isError && <ErrorNote error={media.error} onRetry={() => void media.refetch()} />}
        <div className="picker-view">
          <video
            ref={video}
            src={media.data?.url}
            muted
            playsInline
            preload="auto"
            aria-hidden={seen !== undefined}
            aria-label={`The screen at ${spokenClock(at)}`}
            onLoadedMetadata={(event) => {
              event.currentTarget.currentTime = at / 1000
            }}
          />
          {seen && <img src={seen.url} alt={`The screen at ${spokenClock(at)}`} data-testid="seen-picture" />}
        </div>
        <div className="picker-row">
          <IconButton label="A little earlier" onClick={() => move(at - NUDGE_MS)}>
            <Icon name="left" />
          </IconButton>
          <label htmlFor={id} className="visually-hidden">
            Moment
          </label>
          <input
            id={id}
            type="range"
            className="scrubber"
            min={from}
            max={to}
            step={100}
            value={at}
            aria-valuetext={spokenClock(at)}
            style={{ '--share': `${((at - from) / Math.max(1, to - from)) * 100}%` } as object}
            onChange={(event) => setAt(Number(event.target.value))}
          />
          <IconButton label="A little later" onClick={() => move(at + NUDGE_MS)}>
            <Icon name="right" />
          </IconButton>
          <p className="position">{exactClock(at)}</p>
        </div>
        {near.length > 1 && <Candidates pictures={near} at={at} shown={atMs} onChoose={move} />}
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Leave it</Button>
        <Button look="primary" onClick={() => onPick(at)} data-testid="use-picture">
          Use this picture
        </Button>
      </footer>
    </Dialog>
  )
}
