import type { ReactNode } from 'react'
import type { Trouble } from '../logic/devices.ts'
import { Icon } from '../ui/Icon.tsx'

/** What went wrong, and what to do. */
export function TroubleNote({ trouble, children }: { trouble: Trouble; children?: ReactNode }) {
  return (
    <div className="note note-bad" role="alert" data-testid="recorder-trouble">
      <Icon name="warning" />
      <div>
        <p className="note-title">{trouble.title}</p>
        <p>{trouble.detail}</p>
        {children && <div className="note-actions">{children}</div>}
      </div>
    </div>
  )
}
