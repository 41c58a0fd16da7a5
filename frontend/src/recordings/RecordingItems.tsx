import type { Project } from '../api/types.ts'
import { useMayEdit } from '../auth/role.ts'
import { Icon } from '../ui/Icon.tsx'
import { MenuItem } from '../ui/Menu.tsx'

type Props = {
  project: Project
  onRename: () => void
  onTags?: () => void
  onAgain: () => void
  onKeep: () => void
}

/** The items that every menu of a recording has. */
export function RecordingItems({ project: { recording }, onRename, onTags, onAgain, onKeep }: Props) {
  if (!useMayEdit()) return null
  return (
    <>
      <MenuItem icon={<Icon name="pen" />} onSelect={onRename}>
        Rename
      </MenuItem>
      {onTags && (
        <MenuItem icon={<Icon name="tag" />} onSelect={onTags}>
          Tags…
        </MenuItem>
      )}
      {!recording?.removed_at && (
        <MenuItem icon={<Icon name="again" />} onSelect={onAgain}>
          Transcribe again…
        </MenuItem>
      )}
      {recording && !recording.removed_at && (
        <MenuItem icon={<Icon name="clock" />} onSelect={onKeep}>
          Keep the recording…
        </MenuItem>
      )}
    </>
  )
}
