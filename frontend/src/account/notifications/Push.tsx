import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { hindrance, idOfThisBrowser, subscribe, unsubscribe } from './push.ts'
import { notificationsQuery } from './queries.ts'
import type { Choice } from './queries.ts'

/** Turns notifications of this browser on and off, or says why it cannot show any. */
export function Push({ push }: { push: Choice['push'] }) {
  const client = useQueryClient()
  const id = useId()
  const own = useQuery({ queryKey: ['own-browser'], queryFn: idOfThisBrowser })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { public_key: key, browsers } = push
  const ownId = own.data ?? null
  const isOn = ownId !== null && browsers.includes(ownId)
  const reason =
    key === null ? 'This service notifies no browsers. The people who run it can set it up.' : hindrance()

  const turn = async (on: boolean) => {
    setBusy(true)
    setError(null)
    try {
      if (on && key !== null) await subscribe(key)
      if (!on && ownId !== null) await unsubscribe(ownId)
    } catch (problem) {
      setError(problem)
    } finally {
      await client.invalidateQueries({ queryKey: ['own-browser'] })
      await client.invalidateQueries(notificationsQuery)
      setBusy(false)
    }
  }
  return (
    <div>
      <label className="notification-choice">
        <input
          type="checkbox"
          checked={isOn}
          disabled={busy || own.isPending || (!isOn && reason !== null)}
          aria-describedby={id}
          onChange={({ target }) => void turn(target.checked)}
        />{' '}
        In this browser
      </label>
      <p className="aside" id={id}>
        {reason ?? 'Also while the page is closed, and after you signed out, until you turn it off here.'}
      </p>
      {error !== null && <ErrorNote error={error} />}
    </div>
  )
}
