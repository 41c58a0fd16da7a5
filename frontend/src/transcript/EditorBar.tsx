import { counted } from '../logic/format.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { Saving, TranscriptSession, View } from './session.ts'

type Props = {
  session: TranscriptSession
  view: View
  doubts: boolean
  doubtCount: number
  current: number
  finding: boolean
  onDoubts: () => void
  onWalk: (by: 1 | -1) => void
  onFind: () => void
  onVersions: () => void
}

const SAVING: Record<Saving, string> = {
  saved: 'Saved',
  unsaved: 'Not saved yet',
  saving: 'Saving…',
  waiting: 'Waiting for the connection',
  undecided: 'Waiting for your decision',
  refused: 'Not saved',
}

export function EditorBar(props: Props) {
  const { session, view } = props
  return (
    <div className="editor-bar">
      <div className="editor-tools" role="toolbar" aria-label="Editing">
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
        <IconButton
          label="Find and replace (Ctrl+F)"
          aria-pressed={props.finding}
          onClick={props.onFind}
          data-testid="find"
        >
          <Icon name="search" />
        </IconButton>
        <IconButton
          label="Show doubtful words"
          aria-pressed={props.doubts}
          onClick={props.onDoubts}
          data-testid="doubts"
        >
          <Icon name="doubt" />
        </IconButton>
        <IconButton label="History" onClick={props.onVersions} data-testid="versions">
          <Icon name="history" />
        </IconButton>
      </div>
      {props.doubts && (
        <div className="doubts">
          <p role="status">
            {props.doubtCount === 0
              ? 'No doubtful word'
              : props.current >= 0
                ? `${props.current + 1} of ${props.doubtCount}`
                : counted(props.doubtCount, 'doubtful word')}
          </p>
          <IconButton
            label="Previous doubtful word"
            disabled={props.doubtCount === 0}
            onClick={() => props.onWalk(-1)}
          >
            <Icon name="up" size={16} />
          </IconButton>
          <IconButton
            label="Next doubtful word"
            disabled={props.doubtCount === 0}
            onClick={() => props.onWalk(1)}
          >
            <Icon name="down" size={16} />
          </IconButton>
        </div>
      )}
      <p
        className={`saving saving-${view.saving}`}
        role="status"
        data-testid="saving"
        data-state={view.saving}
      >
        {view.saving === 'saved' && <Icon name="check" size={16} />}
        {SAVING[view.saving]}
      </p>
      {view.saving === 'refused' && (
        <div className="note note-bad editor-refusal" role="alert">
          <Icon name="warning" />
          <div>
            <p className="note-title">This change was not taken</p>
            <p>{session.refusalWords}</p>
            <div className="note-actions">
              <Button onClick={session.undo} disabled={view.history.past.length === 0}>
                Undo it
              </Button>
              <Button look="quiet" onClick={() => void session.save()}>
                Try again
              </Button>
              <Button look="quiet" onClick={() => void session.startOver()}>
                Load what is saved
              </Button>
            </div>
          </div>
        </div>
      )}
    </div>
  )
}
