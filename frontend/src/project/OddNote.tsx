import type { Project } from '../api/types.ts'
import { Icon } from '../ui/Icon.tsx'

/** A note about an unusual recording: it is cut off, or only some of its tracks were transcribed. */
export function OddNote({ project }: { project: Project }) {
  const notes = project.media?.notes ?? []
  if (notes.length === 0) return null
  return (
    <div className="note" data-testid="odd-recording">
      <Icon name="sound" />
      <div>
        {notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
      </div>
    </div>
  )
}
