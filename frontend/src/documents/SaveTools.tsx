import type { View } from '../logic/documentSaver.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { DocumentSession } from './session.ts'

/** Undo and redo, also of what is saved already. */
export function SaveTools({ session, view }: { session: DocumentSession; view: View }) {
  return (
    <div className="save-tools">
      <IconButton
        label="Undo (Ctrl+Z)"
        disabled={view.history.past.length === 0}
        onClick={session.undo}
        data-testid="undo"
      >
        <Icon name="undo" />
      </IconButton>
      <IconButton
        label="Redo (Ctrl+Shift+Z)"
        disabled={view.history.future.length === 0}
        onClick={session.redo}
        data-testid="redo"
      >
        <Icon name="redo" />
      </IconButton>
    </div>
  )
}
