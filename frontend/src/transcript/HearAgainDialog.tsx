import { useId, useState, type FormEvent } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { languageName } from '../logic/format.ts'
import { stretchWords, type Stretch } from '../logic/gaps.ts'
import { usePlayer } from '../player/player.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Icon } from '../ui/Icon.tsx'
import { LANGUAGES } from '../uploads/options.ts'
import type { TranscriptSession } from './session.ts'

type Props = { stretch: Stretch; session: TranscriptSession; onClose: () => void }

/** A stretch is heard again, in the language that a person knows it is in. */
export function HearAgainDialog({ stretch, session, onClose }: Props) {
  const id = useId()
  const player = usePlayer()
  const client = useQueryClient()
  const [language, setLanguage] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const spoken = session.view.get().head.languages.map((one) => one.language)
  const codes = [...new Set([...spoken, ...LANGUAGES])]

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await session.hearAgain(stretch, language || null)
      await client.invalidateQueries({ queryKey: ['project', session.projectId] })
      onClose()
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }

  return (
    <Dialog title="Hear it again" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div className="dialog-body">
          <div className="gap-heard">
            <p>What is said {stretchWords(stretch)} is heard again by itself.</p>
            <Button
              look="quiet"
              icon={<Icon name="play" size={16} />}
              onClick={() => player.playSpan(stretch.start_ms, stretch.end_ms)}
            >
              Listen
            </Button>
          </div>
          <div className="field">
            <label htmlFor={id}>Language that is spoken there</label>
            <select id={id} value={language} onChange={(event) => setLanguage(event.target.value)}>
              <option value="">Detect it</option>
              {codes.map((code) => (
                <option key={code} value={code}>
                  {languageName(code)}
                </option>
              ))}
            </select>
            <small>
              What is found takes the place of the text there. The history keeps what stands there now.
            </small>
          </div>
          {error !== null && <ErrorNote error={error} />}
        </div>
        <footer className="dialog-foot">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look="primary" busy={busy}>
            Hear it again
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
