import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { call } from '../../api/client.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { ALL_EVENTS, EVENTS, webhooksQuery } from './queries.ts'
import type { AddedWebhook, Event } from './queries.ts'

type Props = { onAdded: (added: AddedWebhook) => void; takesFocus: boolean }

/** The form that adds a webhook. What was typed stays when the server refuses it. */
export function NewWebhook({ onAdded, takesFocus }: Props) {
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const client = useQueryClient()
  const [url, setUrl] = useState('')
  const [events, setEvents] = useState<readonly Event[]>(ALL_EVENTS)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  // It comes back in the place of a button that had the focus.
  useEffect(() => {
    if (takesFocus) field.current?.focus()
  }, [takesFocus])

  const add = async () => {
    setBusy(true)
    setError(null)
    try {
      const { data } = await call('/webhooks', {
        method: 'POST',
        body: { url: url.trim(), events: [...events] },
      })
      if (data) onAdded(data)
    } catch (problem) {
      setError(problem)
      setBusy(false)
    } finally {
      // A webhook whose response was lost is listed too, so that it can be removed.
      void client.invalidateQueries(webhooksQuery)
    }
  }
  const choose = (event: Event, chosen: boolean) =>
    setEvents(ALL_EVENTS.filter((other) => (other === event ? chosen : events.includes(other))))

  return (
    <form
      className="webhook-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (url.trim() && events.length > 0) void add()
      }}
    >
      <div className="field">
        <label htmlFor={`${id}-url`}>Address that is told</label>
        <input
          id={`${id}-url`}
          ref={field}
          type="url"
          inputMode="url"
          value={url}
          maxLength={2048}
          autoComplete="off"
          spellCheck={false}
          placeholder="https://example.com/hooks/clueso"
          onChange={(event) => setUrl(event.target.value)}
        />
      </div>
      <fieldset className="webhook-events">
        <legend>When</legend>
        {ALL_EVENTS.map((event) => (
          <label key={event}>
            <input
              type="checkbox"
              checked={events.includes(event)}
              onChange={({ target }) => choose(event, target.checked)}
            />{' '}
            {EVENTS[event]}
          </label>
        ))}
      </fieldset>
      <div>
        <Button type="submit" disabled={!url.trim() || events.length === 0} busy={busy}>
          Add a webhook
        </Button>
      </div>
      {error !== null && <ErrorNote error={error} />}
    </form>
  )
}
