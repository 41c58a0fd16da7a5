import { useId, useState, type FormEvent } from 'react'
import type { TranscriptWarning } from '../api/types.ts'
import { isDoubt, warningWords, type Stretch } from '../logic/gaps.ts'
import { usePlayer } from '../player/player.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { TranscriptSession } from './session.ts'

type Props = {
  warning: TranscriptWarning
  session: TranscriptSession | null
  onHearAgain: (stretch: Stretch) => void
}

/** Where words are missing or doubted, or were left out: told quietly where nothing is missing. */
export function GapMark({ warning, session, onHearAgain }: Props) {
  const [writing, setWriting] = useState(false)
  const isQuiet = warning.reason === 'no-speech'
  return (
    <div
      className={isQuiet ? 'gap gap-quiet' : 'gap'}
      role="note"
      data-testid="gap"
      data-reason={warning.reason}
    >
      <p>
        {!isQuiet && <Icon name="warning" size={16} />} {warningWords(warning)}
      </p>
      <Listen warning={warning} />
      {session && !isQuiet && (
        <Button look="quiet" icon={<Icon name="again" size={16} />} onClick={() => onHearAgain(warning)}>
          Hear it again…
        </Button>
      )}
      {session && !isDoubt(warning) && (
        <Button look="quiet" icon={<Icon name="pen" size={16} />} onClick={() => setWriting(true)}>
          Write it
        </Button>
      )}
      {writing && session && (
        <GapDialog warning={warning} session={session} onClose={() => setWriting(false)} />
      )}
    </div>
  )
}

function Listen({ warning }: { warning: TranscriptWarning }) {
  const player = usePlayer()
  return (
    <Button
      look="quiet"
      icon={<Icon name="play" size={16} />}
      onClick={() => player.playSpan(warning.start_ms, warning.end_ms)}
    >
      Listen
    </Button>
  )
}

type DialogProps = { warning: TranscriptWarning; session: TranscriptSession; onClose: () => void }

function GapDialog({ warning, session, onClose }: DialogProps) {
  const id = useId()
  const [text, setText] = useState(warning.reason === 'no-speech' ? warning.text : '')

  const submit = (event: FormEvent) => {
    event.preventDefault()
    session.fill(warning, text)
    onClose()
  }

  return (
    <Dialog title="Write what is said" onClose={onClose}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <div className="gap-heard">
            <p>{warningWords(warning)}</p>
            <Listen warning={warning} />
          </div>
          <div className="field">
            <label htmlFor={id}>What is said there</label>
            <textarea
              id={id}
              rows={3}
              value={text}
              maxLength={2000}
              autoFocus
              onChange={(event) => setText(event.target.value)}
            />
          </div>
        </div>
        <footer className="dialog-foot">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look="primary" disabled={!text.trim()}>
            Write
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
