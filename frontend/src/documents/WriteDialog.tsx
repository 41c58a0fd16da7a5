import { useQueryClient } from '@tanstack/react-query'
import { useId, useState, type FormEvent } from 'react'
import { post } from '../api/client.ts'
import { Once } from '../api/once.ts'
import type { Document, Kind, Project } from '../api/types.ts'
import { kindWord } from '../kinds/names.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'

type Props = { project: Project; kind: Kind; document: Document | null; onClose: () => void }

/** Has a document written, or written again; what was there stays in its history. */
export function WriteDialog({ project, kind, document, onClose }: Props) {
  const id = useId()
  const again = document !== null
  const lastTime = (document ?? project).instructions ?? ''
  const client = useQueryClient()
  const [instructions, setInstructions] = useState(lastTime)
  const [once] = useState(() => new Once())
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const request = { kind, instructions: instructions.trim() }
      const made = await post(`/projects/${project.id}/documents`, request, once.keyFor(request))
      await client.invalidateQueries({ queryKey: ['documents', project.id] })
      await client.invalidateQueries({ queryKey: ['document', made.id] })
      onClose()
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }

  return (
    <Dialog title={`Write the ${kindWord(kind)}${again ? ' again' : ''}`} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          <div className="field">
            <label htmlFor={id}>How it shall be written (may stay empty)</label>
            <textarea
              id={id}
              rows={4}
              autoFocus
              maxLength={4000}
              value={instructions}
              placeholder="Shorter, for new customers, in German"
              aria-describedby={lastTime ? `${id}-last` : undefined}
              onChange={(event) => setInstructions(event.target.value)}
            />
            {lastTime && (
              <small id={`${id}-last`}>
                {document
                  ? 'These are the instructions of last time.'
                  : 'These are the recording’s instructions.'}
              </small>
            )}
          </div>
          {document !== null && document.version > 0 && (
            <p className="aside">The present version, and every edit in it, stays in the history.</p>
          )}
          {error !== null && <ErrorNote error={error} />}
        </div>
        <footer className="dialog-foot">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look="primary" busy={busy} data-testid="write">
            Write
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
