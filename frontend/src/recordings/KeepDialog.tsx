import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { configQuery } from '../api/queries.ts'
import type { Project } from '../api/types.ts'
import { counted } from '../logic/format.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { keep, ruleWords } from './keeping.ts'

type Choice = 'usual' | 'ever' | 'days'
const MOST_DAYS = 36_500

export default function KeepDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const { data: config } = useQuery(configQuery)
  const chosen = project.recording?.retention_days ?? null
  const [choice, setChoice] = useState<Choice>(chosen === null ? 'usual' : chosen === 0 ? 'ever' : 'days')
  const [days, setDays] = useState(String(chosen || config?.retention.days || 90))
  const [busy, setBusy] = useState(false)
  const count = Number(days)
  const isCount = Number.isInteger(count) && count >= 1 && count <= MOST_DAYS
  if (!config) return null

  const save = async () => {
    setBusy(true)
    const saved = await keep(project, { usual: null, ever: 0, days: count }[choice])
    if (saved) onClose()
    else setBusy(false)
  }
  const option = (id: Choice, words: string) => (
    <label className="keep-option">
      <input type="radio" name="keep" checked={choice === id} onChange={() => setChoice(id)} />
      <span>{words}</span>
    </label>
  )
  return (
    <Dialog title="How long the recording is kept" onClose={onClose}>
      <div className="dialog-body">
        <p className="aside">
          Picture and sound can be removed after a time. The transcript, the documents and their pictures
          stay. You are told {counted(config.retention.warning_days, 'day')} before, here and in the list of
          recordings.
        </p>
        <fieldset className="keep-options">
          <legend className="visually-hidden">The recording</legend>
          {option('usual', `As usual here: ${ruleWords(config.retention)}`)}
          {option('ever', 'Keep it')}
          {option('days', 'Remove it after some days')}
        </fieldset>
        {choice === 'days' && (
          <div className="field">
            <label htmlFor="keep-days">Days after it was added</label>
            <input
              id="keep-days"
              inputMode="numeric"
              value={days}
              aria-invalid={!isCount}
              onChange={(event) => setDays(event.target.value)}
            />
            {!isCount && (
              <p className="field-error">Give a whole number of days, at least 1 and at most 36500.</p>
            )}
          </div>
        )}
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Leave it</Button>
        <Button
          look="primary"
          busy={busy}
          disabled={choice === 'days' && !isCount}
          onClick={() => void save()}
        >
          Save
        </Button>
      </footer>
    </Dialog>
  )
}
