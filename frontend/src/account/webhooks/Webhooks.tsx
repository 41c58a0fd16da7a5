import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { Waiting } from '../../ui/Splash.tsx'
import { NewWebhook } from './NewWebhook.tsx'
import { webhooksQuery } from './queries.ts'
import type { AddedWebhook, Webhook } from './queries.ts'
import { RemoveDialog } from './RemoveDialog.tsx'
import { WebhookRow } from './WebhookRow.tsx'
import { WebhookSecret } from './WebhookSecret.tsx'

/** The addresses that are told of this person's recordings. */
export default function Webhooks() {
  const query = useQuery(webhooksQuery)
  const [added, setAdded] = useState<AddedWebhook | null>(null)
  const [isBack, setIsBack] = useState(false)
  const [removing, setRemoving] = useState<Webhook | null>(null)
  const done = () => {
    setAdded(null)
    setIsBack(true)
  }
  return (
    <div className="keys">
      {added ? (
        <WebhookSecret added={added} onDone={done} />
      ) : (
        <NewWebhook onAdded={setAdded} takesFocus={isBack} />
      )}
      {query.isPending && <Waiting words="Reading your webhooks" />}
      {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.length === 0 && <p className="nothing">No webhooks yet.</p>}
      {query.data && query.data.length > 0 && (
        <ul className="webhook-list" data-testid="webhooks">
          {query.data.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} onRemove={() => setRemoving(webhook)} />
          ))}
        </ul>
      )}
      {removing && (
        <RemoveDialog
          removing={removing}
          onClose={() => setRemoving(null)}
          onRemoved={() => {
            if (added?.id === removing.id) setAdded(null)
            setRemoving(null)
          }}
        />
      )}
    </div>
  )
}
