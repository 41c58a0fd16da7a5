import { useEffect, useId, useRef } from 'react'
import { Button } from '../../ui/Button.tsx'
import { toast } from '../../ui/toasts.tsx'
import type { AddedWebhook } from './queries.ts'

/** The secret of a new webhook, shown once: it is in no cache and gone with this panel. */
export function WebhookSecret({ added, onDone }: { added: AddedWebhook; onDone: () => void }) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  // The form that had the focus is gone.
  useEffect(() => field.current?.select(), [])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(added.secret)
      toast('The secret is copied.')
    } catch {
      field.current?.select()
      toast('The browser does not let the page copy. The secret is selected: copy it with the keyboard.')
    }
  }

  return (
    <div className="key-secret" data-testid="webhook-secret">
      <div className="field">
        <label htmlFor={id}>The secret of the webhook</label>
        <input
          id={id}
          ref={field}
          readOnly
          value={added.secret}
          spellCheck={false}
          aria-describedby={`${id}-once`}
          onFocus={(event) => event.target.select()}
        />
      </div>
      <p className="aside" id={`${id}-once`}>
        Copy it now: it is not shown again. With it, your program checks that a message comes from here.
      </p>
      <div className="key-deeds">
        <Button look="primary" onClick={() => void copy()}>
          Copy the secret
        </Button>
        <Button onClick={onDone}>Done</Button>
      </div>
    </div>
  )
}
