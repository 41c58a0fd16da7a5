import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { call } from '../../api/client.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { notificationsQuery } from './queries.ts'
import type { Choice } from './queries.ts'

/** Turns mail on and off, and says where it goes or why none can be sent. */
export function Mail({ mail }: { mail: Choice['mail'] }) {
  const client = useQueryClient()
  const id = useId()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const turn = async (on: boolean) => {
    setBusy(true)
    setError(null)
    try {
      const { data } = await call('/me/notifications', { method: 'PUT', body: { mail: on } })
      client.setQueryData(notificationsQuery.queryKey, data)
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  const canTurn = mail.enabled || (mail.offered && mail.address !== null)
  return (
    <div>
      <label className="notification-choice">
        <input
          type="checkbox"
          checked={mail.enabled}
          disabled={busy || !canTurn}
          aria-describedby={id}
          onChange={({ target }) => void turn(target.checked)}
        />{' '}
        By mail
      </label>
      <p className="aside" id={id}>
        {wordsOf(mail)}
      </p>
      {mail.enabled && mail.trouble && (
        <p className="note" role="status">
          The last mail did not arrive: {mail.trouble}
        </p>
      )}
      {error !== null && <ErrorNote error={error} />}
    </div>
  )
}

function wordsOf({ offered, address }: Choice['mail']): string {
  if (!offered) return 'This service sends no mail. The people who run it can set it up.'
  if (address === null)
    return 'Your sign-in names no mail address. The people who run this service can add it.'
  return `To ${address}. It has the title and a link, and no words of the recording.`
}
