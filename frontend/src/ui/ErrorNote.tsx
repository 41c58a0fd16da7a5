import type { ReactNode } from 'react'
import { describe } from '../api/problem.ts'
import { Button } from './Button.tsx'
import { Icon } from './Icon.tsx'

type Props = { error: unknown; onRetry?: () => void; children?: ReactNode }

/** An error in the API's own words, with what to do next. */
export function ErrorNote({ error, onRetry, children }: Props) {
  const { title, detail, requestId } = describe(error)
  return (
    <div className="note note-bad" role="alert" data-testid="error">
      <Icon name="warning" />
      <div>
        <p className="note-title">{title}</p>
        <p>{detail}</p>
        {requestId && <p className="note-small">If you ask for help, name this request: {requestId}</p>}
        {(onRetry || children) && (
          <div className="note-actions">
            {onRetry && <Button onClick={onRetry}>Try again</Button>}
            {children}
          </div>
        )}
      </div>
    </div>
  )
}
