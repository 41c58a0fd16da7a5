import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { ago } from '../../logic/format.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { DeliveryLog } from './DeliveryLog.tsx'
import { ALL_EVENTS, deliveriesQuery, EVENTS, webhooksQuery } from './queries.ts'
import type { Webhook } from './queries.ts'

/** A webhook with its state, its log and what can be done with it. */
export function WebhookRow({ webhook, onRemove }: { webhook: Webhook; onRemove: () => void }) {
  const client = useQueryClient()
  const [showsLog, setShowsLog] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const during = async (deed: () => Promise<unknown>) => {
    setBusy(true)
    setError(null)
    try {
      await deed()
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
      void client.invalidateQueries(webhooksQuery)
    }
  }
  const test = () =>
    during(async () => {
      await call(`/webhooks/${webhook.id}/test`, { method: 'POST' })
      setShowsLog(true)
      await client.invalidateQueries(deliveriesQuery(webhook.id))
    })
  const turn = (enabled: boolean) =>
    during(() => call(`/webhooks/${webhook.id}`, { method: 'PATCH', body: { enabled } }))

  return (
    <li>
      <p className="webhook-url">{webhook.url}</p>
      <p className="aside">{factsOf(webhook)}</p>
      <div className="key-deeds">
        <Button busy={busy} onClick={() => void test()} aria-label={`Send a test to ${webhook.url}`}>
          Send a test
        </Button>
        <Button
          aria-expanded={showsLog}
          onClick={() => setShowsLog(!showsLog)}
          aria-label={`${showsLog ? 'Hide' : 'Show'} the log of ${webhook.url}`}
        >
          {showsLog ? 'Hide the log' : 'Show the log'}
        </Button>
        <Button
          disabled={busy}
          onClick={() => void turn(!webhook.enabled)}
          aria-label={`${webhook.enabled ? 'Turn off' : 'Turn on'} ${webhook.url}`}
        >
          {webhook.enabled ? 'Turn off' : 'Turn on'}
        </Button>
        <Button onClick={onRemove} aria-label={`Remove ${webhook.url}…`}>
          Remove…
        </Button>
      </div>
      {error !== null && <ErrorNote error={error} />}
      {showsLog && <DeliveryLog id={webhook.id} />}
    </li>
  )
}

/** "Every event · failing since 5 minutes ago". */
function factsOf({ events, enabled, disabled_reason, failing_since }: Webhook): string {
  const words = events.map((event) => EVENTS[event])
  const chosen = events.length === ALL_EVENTS.length ? 'Every event' : words.join(', ')
  const failing = failing_since ? ` · failing since ${ago(failing_since, Date.now())}` : ''
  if (enabled) return chosen + failing
  return `${chosen} · turned off${disabled_reason ? `: ${disabled_reason}` : ''}`
}
