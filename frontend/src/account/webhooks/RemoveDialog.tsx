import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { webhooksQuery } from './queries.ts'
import type { Webhook } from './queries.ts'

type Props = { removing: Webhook; onClose: () => void; onRemoved: () => void }

/** Asks before a webhook is removed. */
export function RemoveDialog({ removing, onClose, onRemoved }: Props) {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const remove = async () => {
    setBusy(true)
    setError(null)
    try {
      await call(`/webhooks/${removing.id}`, { method: 'DELETE' })
    } catch (problem) {
      // Removed in another window: it is as gone as it should be.
      if (!(problem instanceof Problem && problem.status === 404)) {
        setError(problem)
        setBusy(false)
        return
      }
    }
    client.setQueryData(webhooksQuery.queryKey, (all) => all?.filter(({ id }) => id !== removing.id))
    onRemoved()
  }

  return (
    <Dialog title="Remove this webhook?" onClose={onClose}>
      <div className="dialog-body">
        <p className="webhook-url">{removing.url}</p>
        <p>It is told nothing more, and its log is removed. It cannot be undone.</p>
        {error !== null && <ErrorNote error={error} />}
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" busy={busy} onClick={() => void remove()}>
          Remove the webhook
        </Button>
      </footer>
    </Dialog>
  )
}
