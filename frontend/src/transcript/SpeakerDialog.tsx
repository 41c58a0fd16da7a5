import { useId, useState, type FormEvent } from 'react'
import type { Segment } from '../api/types.ts'
import { speakers } from '../logic/edits.ts'
import { counted } from '../logic/format.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import type { TranscriptSession } from './session.ts'

type Props = { segment: Segment; session: TranscriptSession; onClose: () => void }

/** Who speaks: renamed once for all, or said for one passage. */
export function SpeakerDialog({ segment, session, onClose }: Props) {
  const id = useId()
  const before = segment.speaker ?? null
  const [name, setName] = useState(before ?? '')
  const known = speakers(session.segments)
  const lines = session.segments.filter((s) => (s.speaker ?? null) === before).length
  const wanted = name.trim()

  const forOne = () => {
    session.setSpeaker(segment.id, wanted || null)
    onClose()
  }
  const forAll = () => {
    if (before && wanted) void session.renameSpeaker(before, wanted)
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (before && wanted && wanted !== before) forAll()
    else forOne()
  }

  return (
    <Dialog title={before ? 'Rename the speaker' : 'Name the speaker'} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <div className="field">
            <label htmlFor={id}>Name</label>
            <input
              id={id}
              value={name}
              list={`${id}-known`}
              autoFocus
              maxLength={100}
              onChange={(event) => setName(event.target.value)}
            />
            <datalist id={`${id}-known`}>
              {known.map((speaker) => (
                <option key={speaker} value={speaker} />
              ))}
            </datalist>
          </div>
        </div>
        <footer className="dialog-foot">
          <Button onClick={forOne}>Only this passage</Button>
          {before && (
            <Button type="submit" look="primary" disabled={!wanted || wanted === before}>
              {`In all ${counted(lines, 'passage')}`}
            </Button>
          )}
        </footer>
      </form>
    </Dialog>
  )
}
