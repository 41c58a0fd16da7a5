import type { Trouble } from '../logic/drafts.ts'
import { useStore } from '../store.ts'
import { trouble } from '../drafts/browser.ts'

const WHY: Record<Trouble, string> = {
  full: 'The storage of this browser is full, so it keeps no copy of your unsaved changes.',
  forbidden: 'This browser does not let Clueso keep a copy of your unsaved changes.',
}

/** A warning while the browser cannot keep copies of unsaved changes: a crash would lose them. */
export function StorageLine() {
  const why = useStore(trouble)
  return (
    <div role="status">
      {why && (
        <p className="connection" data-testid="storage-trouble">
          {WHY[why]} Keep this page open until it says that everything is saved.
        </p>
      )}
    </div>
  )
}
