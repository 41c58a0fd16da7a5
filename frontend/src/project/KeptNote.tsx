import type { Project } from '../api/types.ts'
import { day } from '../logic/format.ts'
import { keep } from '../recordings/keeping.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'

/** A note with the date of the recording's removal and how to prevent it, or that it was removed. */
export function KeptNote({ project, onChoose }: { project: Project; onChoose: () => void }) {
  const { removal_at, removed_at } = project.recording ?? {}
  if (removed_at)
    return (
      <div className="note" data-testid="removed">
        <Icon name="clock" />
        <div>
          <p className="note-title">The recording was removed on {day(removed_at)}</p>
          <p>It cannot be played any more. The transcript, the documents and their pictures stay.</p>
        </div>
      </div>
    )
  if (!removal_at) return null
  return (
    <div className="note" data-testid="removal">
      <Icon name="clock" />
      <div>
        <p className="note-title">The recording will be removed on {day(removal_at)}</p>
        <p>Picture and sound go; the transcript, the documents and their pictures stay.</p>
        <div className="note-actions">
          <Button onClick={() => void keep(project, 0)}>Keep it</Button>
          <Button look="quiet" onClick={onChoose}>
            Choose how long…
          </Button>
        </div>
      </div>
    </div>
  )
}
