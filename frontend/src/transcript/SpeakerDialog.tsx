import { useId, useState, type FormEvent } from 'react'
import type { Segment } from '../api/types.ts'
import { counted } from '../logic/format.ts'
import { reachEnd, sameVoice, voiceOf, type Listed, type Reach, type Voice } from '../logic/speakers.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import type { TranscriptSession } from './session.ts'
import { VoiceName } from '../ui/VoiceName.tsx'

const SOMEBODY = 'somebody'
const UNKNOWN = 'unknown'
const REACHES: [Reach, string][] = [
  ['passage', 'Only in this passage'],
  ['next_speaker', 'To the next speaker'],
  ['end', 'From here on'],
]

type Props = {
  segment: Segment
  speakers: readonly Listed[]
  session: TranscriptSession
  onClose: () => void
}

/** Who speaks in a passage, and how far on from there. */
export function SpeakerDialog({ segment, speakers, session, onClose }: Props) {
  const id = useId()
  const now = speakers.findIndex((one) => sameVoice(one, voiceOf(segment)))
  const [who, setWho] = useState(now >= 0 ? String(now) : speakers.length > 0 ? UNKNOWN : SOMEBODY)
  const [name, setName] = useState('')
  const [reach, setReach] = useState<Reach>('passage')
  const at = session.indexOf(segment.id)
  const count = (r: Reach) => reachEnd(session.segments, at, r) - at

  const voice = (): Voice | null => {
    if (who === UNKNOWN) return null
    if (who !== SOMEBODY) return speakers[Number(who)] ?? null
    return speakers.find((one) => one.name === name.trim()) ?? { id: null, name: name.trim() }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    session.setSpeaker(segment.id, voice(), reach)
    onClose()
  }
  const option = (value: string, words: React.ReactNode) => (
    <label className="choice" key={value}>
      <input type="radio" name={`${id}-who`} checked={who === value} onChange={() => setWho(value)} />
      <span>{words}</span>
    </label>
  )

  return (
    <Dialog title="Who speaks here?" onClose={onClose}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <fieldset className="choices">
            <legend className="visually-hidden">Who speaks here</legend>
            {speakers.map((one, i) => option(String(i), <VoiceName name={one.name} tone={one.tone} />))}
            {speakers.length > 0 && option(SOMEBODY, 'Somebody else')}
            {speakers.length > 0 && option(UNKNOWN, 'Not known')}
          </fieldset>
          {who === SOMEBODY && (
            <div className="field">
              <label htmlFor={`${id}-name`}>Name</label>
              <input
                id={`${id}-name`}
                value={name}
                autoFocus
                maxLength={100}
                onChange={(event) => setName(event.target.value)}
              />
            </div>
          )}
          <fieldset className="choices">
            <legend>How far</legend>
            {REACHES.map(([value, words]) => (
              <label className="choice" key={value}>
                <input
                  type="radio"
                  name={`${id}-reach`}
                  checked={reach === value}
                  onChange={() => setReach(value)}
                />
                <span>
                  {words} {value !== 'passage' && <small>{counted(count(value), 'passage')}</small>}
                </span>
              </label>
            ))}
          </fieldset>
        </div>
        <footer className="dialog-foot">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look="primary" disabled={who === SOMEBODY && !name.trim()}>
            Set
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
