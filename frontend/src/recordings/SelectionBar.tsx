import { useEffect, useState } from 'react'
import type { ListedProject } from '../api/types.ts'
import { counted } from '../logic/format.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import { exportAll, removeAll, tell } from './bulk.ts'
import { deselect, selectAll } from './selection.ts'
import TagDialog from './TagDialog.tsx'

type Props = { projects: readonly ListedProject[]; shown: readonly ListedProject[] }

/** What can be done with the selected recordings. */
export default function SelectionBar({ projects, shown }: Props) {
  const [tagging, setTagging] = useState(false)
  const [doing, setDoing] = useState<string | null>(null)
  const isReady = (project: ListedProject) => project.status === 'ready'
  const ready = projects.filter(isReady)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]'))
        deselect()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])

  const exportThem = async () => {
    const many = ready.length
    const words = (done: number) => `Making ${done + 1} of ${many}…`
    setDoing(words(0))
    const failures = await exportAll(ready, (done) => setDoing(done < many ? words(done) : null))
    setDoing(null)
    const done = many - failures.length
    if (done > 0) toast(`${counted(done, 'file')} downloaded, one zip for each recording.`)
    tell(failures)
  }
  const removeThem = async () => {
    deselect()
    tell(await removeAll(projects))
  }

  return (
    <section className="selection" aria-label="Selected recordings" data-testid="selection">
      <p role="status">{doing ?? `${counted(projects.length, 'recording')} selected`}</p>
      {projects.length < shown.length && (
        <Button look="quiet" onClick={() => selectAll(shown.map(({ id }) => id))}>
          Select all {shown.length} shown
        </Button>
      )}
      <div className="selection-actions">
        <Button icon={<Icon name="tag" />} onClick={() => setTagging(true)}>
          Tag
        </Button>
        <Button
          icon={<Icon name="download" />}
          busy={doing !== null}
          disabled={ready.length === 0}
          title={ready.length === 0 ? 'None of them is ready' : undefined}
          onClick={() => void exportThem()}
        >
          Export
        </Button>
        <Button look="danger" icon={<Icon name="trash" />} onClick={() => void removeThem()}>
          Delete
        </Button>
        <IconButton label="Clear the selection" onClick={deselect}>
          <Icon name="close" />
        </IconButton>
      </div>
      {tagging && <TagDialog projects={projects} onClose={() => setTagging(false)} />}
    </section>
  )
}
