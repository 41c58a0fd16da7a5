import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { keysQuery } from '../../api/queries.ts'
import type { NewSecret } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'

const DAY_MS = 86_400_000
const NEVER = 0
const LIFETIMES = [
  [30, 'In 30 days'],
  [90, 'In 90 days'],
  [365, 'In a year'],
  [NEVER, 'Never'],
] as const

/** The form that makes a key. What was typed stays when the server refuses it. */
export function NewKey({ onMade, takesFocus }: { onMade: (made: NewSecret) => void; takesFocus: boolean }) {
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [changes, setChanges] = useState(false)
  const [days, setDays] = useState<number>(90)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  // It comes back in the place of a button that had the focus.
  useEffect(() => {
    if (takesFocus) field.current?.focus()
  }, [takesFocus])

  const make = async () => {
    setBusy(true)
    setError(null)
    try {
      const { data } = await call('/keys', {
        method: 'POST',
        body: {
          name,
          scopes: changes ? ['read', 'write'] : ['read'],
          expires_at: days === NEVER ? null : new Date(Date.now() + days * DAY_MS).toISOString(),
        },
      })
      if (data) onMade(data)
    } catch (problem) {
      setError(problem)
      setBusy(false)
    } finally {
      // A key whose response was lost is listed too, so that it can be revoked.
      void client.invalidateQueries(keysQuery)
    }
  }

  return (
    <form
      className="key-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) void make()
      }}
    >
      <div className="field">
        <label htmlFor={`${id}-name`}>What the key is for</label>
        <input
          id={`${id}-name`}
          ref={field}
          value={name}
          maxLength={100}
          autoComplete="off"
          placeholder="Nightly export"
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-may`}>It may</label>
        <select
          id={`${id}-may`}
          value={changes ? 'write' : 'read'}
          onChange={(event) => setChanges(event.target.value === 'write')}
        >
          <option value="read">Read</option>
          <option value="write">Read and change</option>
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-end`}>It expires</label>
        <select id={`${id}-end`} value={days} onChange={(event) => setDays(Number(event.target.value))}>
          {LIFETIMES.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </div>
      <Button type="submit" disabled={!name.trim()} busy={busy}>
        Make a key
      </Button>
      {error !== null && <ErrorNote error={error} />}
    </form>
  )
}
