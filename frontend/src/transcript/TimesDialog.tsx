import { useId, useState, type FormEvent } from 'react'
import type { Segment } from '../api/types.ts'
import { fullClock, parseClock } from '../logic/format.ts'
import { wrongTimes } from '../logic/edits.ts'
import { usePlayer } from '../player/player.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import type { TranscriptSession } from './session.ts'

type Props = { segment: Segment; session: TranscriptSession; onClose: () => void }

/** When a passage begins and ends; each can be taken from where the player stands. */
export function TimesDialog({ segment, session, onClose }: Props) {
  const id = useId()
  const player = usePlayer()
  const [start, setStart] = useState(fullClock(segment.start_ms))
  const [end, setEnd] = useState(fullClock(segment.end_ms))
  const from = parseClock(start)
  const to = parseClock(end)
  const wrong =
    from === null || to === null
      ? 'Write times as 1:02:03.4 or 2:03.'
      : wrongTimes(session.segments, session.indexOf(segment.id), from, to)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wrong || from === null || to === null) return
    session.setTimes(segment.id, from, to)
    onClose()
  }

  const field = (name: string, label: string, value: string, set: (value: string) => void) => (
    <div className="field">
      <label htmlFor={`${id}-${name}`}>{label}</label>
      <div className="field-row">
        <input
          id={`${id}-${name}`}
          value={value}
          inputMode="decimal"
          onChange={(event) => set(event.target.value)}
        />
        <Button look="quiet" onClick={() => set(fullClock(player.at.get()))}>
          Take from the player
        </Button>
      </div>
    </div>
  )

  return (
    <Dialog title="Times of the passage" onClose={onClose}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          {field('start', 'Begins', start, setStart)}
          {field('end', 'Ends', end, setEnd)}
          {wrong && (
            <p className="field-error" role="alert">
              {wrong}
            </p>
          )}
        </div>
        <footer className="dialog-foot">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look="primary" disabled={wrong !== null}>
            Set
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
