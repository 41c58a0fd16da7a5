import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Problem } from '../../api/problem.ts'
import { keysQuery } from '../../api/queries.ts'
import type { Key } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'

type Props = { revoking: Key; onClose: () => void; onRevoked: () => void }

/** Asks before a key is revoked. */
export function RevokeDialog({ revoking, onClose, onRevoked }: Props) {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const revoke = async () => {
    setBusy(true)
    setError(null)
    try {
      await call(`/keys/${revoking.id}`, { method: 'DELETE' })
    } catch (problem) {
      // Revoked in another window: it is as gone as it should be.
      if (!(problem instanceof Problem && problem.status === 404)) {
        setError(problem)
        setBusy(false)
        return
      }
    }
    client.setQueryData(keysQuery.queryKey, (keys) => keys?.filter(({ id }) => id !== revoking.id))
    onRevoked()
  }

  return (
    <Dialog title={`Revoke “${revoking.name}”?`} onClose={onClose}>
      <div className="dialog-body">
        <p>Every program that uses this key stops working at once. It cannot be undone.</p>
        {error !== null && <ErrorNote error={error} />}
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" busy={busy} onClick={() => void revoke()}>
          Revoke the key
        </Button>
      </footer>
    </Dialog>
  )
}
