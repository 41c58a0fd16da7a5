import { useId, useState } from 'react'
import { call } from '../api/client.ts'
import { useAuth } from '../auth/session.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'

const WORD = 'delete'

export function DeleteDialog({ onClose }: { onClose: () => void }) {
  const id = useId()
  const session = useAuth()
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const remove = async () => {
    setBusy(true)
    setError(null)
    try {
      await call('/me', { method: 'DELETE' })
      await session.signOut()
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }

  return (
    <Dialog title="Delete my data" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === WORD) void remove()
        }}
      >
        <div className="dialog-body">
          <p>
            Everything of yours is removed for good: recordings, transcripts, documents, uploads, vocabulary.
          </p>
          <div className="field">
            <label htmlFor={id}>Type “{WORD}” to go on</label>
            <input
              id={id}
              value={typed}
              autoComplete="off"
              autoCapitalize="none"
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
          {error !== null && <ErrorNote error={error} />}
        </div>
        <footer className="dialog-foot">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" look="danger" disabled={typed !== WORD} busy={busy}>
            Delete everything
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
