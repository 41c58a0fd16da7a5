import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { SaveState } from '../ui/SaveState.tsx'
import type { TranscriptSession } from './session.ts'
import type { View } from './view.ts'
import type { Walking } from './walking.ts'

type Props = {
  session: TranscriptSession
  view: View
  walking: Walking
  onVersions: () => void
}

export function EditorBar({ session, view, walking, onVersions }: Props) {
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
          aria-pressed={walking.finding}
          onClick={() => walking.setFinding(!walking.finding)}
          data-testid="find"
        >
          <Icon name="search" />
        </IconButton>
        <button
          type="button"
          className="icon-button doubts-button"
          title={`${walking.doubts ? 'Hide' : 'Show'} the words that may be wrong`}
          aria-pressed={walking.doubts}
          onClick={() => walking.setDoubts(!walking.doubts)}
          data-testid="doubts"
        >
          <Icon name="doubt" />
          <span className={walking.doubtCount === 0 ? 'visually-hidden' : undefined}>
            {walking.doubtCount}
            <span className="doubts-words"> to check</span>
          </span>
        </button>
        <IconButton label="History" onClick={onVersions} data-testid="versions">
          <Icon name="history" />
        </IconButton>
      </div>
      {walking.doubts && <Doubts walking={walking} />}
      <SaveState saving={view.saving} failure={view.refusal} />
      {view.saving === 'refused' && <Refused session={session} view={view} />}
    </div>
  )
}

function Doubts({ walking }: { walking: Walking }) {
  const { doubtCount: count, walk } = walking
  const current = walking.finding ? -1 : walking.current
  return (
    <div className="doubts">
      <p role="status">{count === 0 ? 'No doubtful word' : current >= 0 && `${current + 1} of ${count}`}</p>
      <IconButton label="Previous doubtful word" disabled={count === 0} onClick={() => walk(-1)}>
        <Icon name="up" size={16} />
      </IconButton>
      <IconButton label="Next doubtful word" disabled={count === 0} onClick={() => walk(1)}>
        <Icon name="down" size={16} />
      </IconButton>
    </div>
  )
}

function Refused({ session, view }: Pick<Props, 'session' | 'view'>) {
  return (
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
  )
}
