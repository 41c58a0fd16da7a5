import type { Project } from '../api/types.ts'
import { Icon } from '../ui/Icon.tsx'
import { MenuItem } from '../ui/Menu.tsx'

type Props = { project: Project; onRename: () => void; onAgain: () => void; onKeep: () => void }

/** The items that every menu of a recording has. */
export function RecordingItems({ project: { recording }, onRename, onAgain, onKeep }: Props) {
  return (
    <>
      <MenuItem icon={<Icon name="pen" />} onSelect={onRename}>
        Rename
      </MenuItem>
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
