import type { Trouble } from '../api/types.ts'
import { soon } from '../logic/format.ts'

/** Work that failed and is tried again by itself. */
export function TroubleLine({ trouble, className }: { trouble: Trouble; className: string }) {
  return (
    <p className={className} data-testid="trouble">
      {trouble.title}. It is tried again by itself {soon(trouble.retry_at)}.
    </p>
  )
}
