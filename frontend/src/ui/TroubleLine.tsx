import type { Trouble } from '../api/types.ts'
import { soon } from '../logic/format.ts'

/** A line about failed work that retries by itself. */
export function TroubleLine({ trouble, className }: { trouble: Trouble; className: string }) {
  return (
    <p className={className} data-testid="trouble">
      {trouble.title}. It is tried again by itself {soon(trouble.retry_at)}.
    </p>
  )
}
