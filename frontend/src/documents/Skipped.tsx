import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../api/client.ts'
import { Once } from '../api/once.ts'
import { describe } from '../api/problem.ts'
import type { Document } from '../api/types.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'

/** A document that was left out for a reason, and the offer to write it anyway. */
export function Skipped({ document }: { document: Document }) {
  const client = useQueryClient()
  const [once] = useState(() => new Once())
  const [busy, setBusy] = useState(false)

  const write = async () => {
    setBusy(true)
    try {
      const request = { kind: document.kind }
      await post(`/projects/${document.project_id}/documents`, request, once.keyFor(request))
      await client.invalidateQueries({ queryKey: ['documents', document.project_id] })
      await client.invalidateQueries({ queryKey: ['document', document.id] })
    } catch (error) {
      toast(describe(error).detail)
      setBusy(false)
    }
  }

  return (
    <div className="empty">
      <p className="empty-title">{document.error?.title ?? 'This was not written'}</p>
      {document.error && <p>{document.error.detail}</p>}
      <Button look="primary" icon={<Icon name="pen" />} busy={busy} onClick={() => void write()}>
        Write it anyway
      </Button>
    </div>
  )
}
