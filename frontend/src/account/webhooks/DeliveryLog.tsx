import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { ago } from '../../logic/format.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Waiting } from '../../ui/Splash.tsx'
import { deliveriesQuery, EVENTS } from './queries.ts'
import type { Delivery, Event } from './queries.ts'

/** The newest deliveries of a webhook. */
export function DeliveryLog({ id }: { id: string }) {
  const query = useQuery(deliveriesQuery(id))
  return (
    <div className="delivery-log" data-testid="deliveries">
      {query.isPending && <Waiting words="Reading the log" />}
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.length === 0 && <p className="nothing">Nothing was sent yet.</p>}
      {query.data && query.data.length > 0 && (
        <ul aria-label="Deliveries" aria-live="polite">
          {query.data.map((delivery) => (
            <DeliveryLine key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </div>
  )
}

function DeliveryLine({ delivery }: { delivery: Delivery }) {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const replay = async () => {
    setBusy(true)
    setError(null)
    try {
      await call(`/deliveries/${delivery.id}/replay`, { method: 'POST' })
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
      void client.invalidateQueries(deliveriesQuery(delivery.webhook_id))
    }
  }

  return (
    <li>
      <div>
        <p>
          {nameOf(delivery.event)} <span className="aside">{ago(delivery.created_at, Date.now())}</span>
        </p>
        <p className="aside">{stateOf(delivery)}</p>
        {delivery.response && <code className="delivery-response">{delivery.response}</code>}
        {error !== null && <ErrorNote error={error} />}
      </div>
      <Button look="quiet" busy={busy} onClick={() => void replay()}>
        Send again
      </Button>
    </li>
  )
}

function nameOf(event: string): string {
  return event in EVENTS ? EVENTS[event as Event] : 'Test'
}

/** "Delivered", "Waits. The address answered 500. Next try at 14:05", "Failed after 5 tries. …". */
function stateOf({ status, tries, error, next_try_at }: Delivery): string {
  if (status === 'delivered') return 'Delivered'
  const why = error ? ` ${error}` : ''
  if (status === 'failed') return `Failed after ${tries} ${tries === 1 ? 'try' : 'tries'}.${why}`
  if (tries === 0 || !next_try_at) return 'On its way'
  const time = new Date(next_try_at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  return `Not delivered yet.${why} Next try at ${time}.`
}
