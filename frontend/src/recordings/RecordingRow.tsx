import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { projectQuery } from '../api/queries.ts'
import type { ListedProject, Project } from '../api/types.ts'
import { useMayDelete, useMayEdit } from '../auth/role.ts'
import { ago, clock, languageName, spokenClock } from '../logic/format.ts'
import { isActive, isOfTheFile, statusWords } from '../logic/status.ts'
import { usePart } from '../store.ts'
import { Bar } from '../ui/Bar.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Menu, MenuItem } from '../ui/Menu.tsx'
import { cancel, remove, retry } from './actions.ts'
import { AgainDialog, KeepDialog, TagDialog } from './dialogs.ts'
import { Inside } from './Inside.tsx'
import { keptWords } from './keeping.ts'
import { RecordingItems } from './RecordingItems.tsx'
import { choose, selected } from './selection.ts'
import { TitleField } from './TitleField.tsx'
import { isNew } from './visit.ts'

type Props = { project: ListedProject; order: readonly string[] }

/** `order` are the ids of the listed recordings, for a selection from one to another. */
export function RecordingRow({ project: listed, order }: Props) {
  const query = useQuery({
    ...projectQuery(listed.id),
    initialData: listed as Project,
    initialDataUpdatedAt: Date.now(),
  })
  const project = query.data ?? listed
  const mayEdit = useMayEdit()
  const mayDelete = useMayDelete(project.made_by)
  const [renaming, setRenaming] = useState(false)
  const [again, setAgain] = useState(false)
  const [keeping, setKeeping] = useState(false)
  const [tagging, setTagging] = useState(false)
  const isChosen = usePart(selected, (ids) => ids.has(listed.id))
  const active = isActive(project)
  const length = project.media?.duration_ms
  const kept = keptWords(project)
  return (
    <li
      className={`recording recording-${project.status}${isChosen ? ' recording-chosen' : ''}`}
      data-testid="recording"
      data-status={project.status}
    >
      {mayEdit ? (
        <label className="recording-choice">
          <input
            type="checkbox"
            aria-label={`Select ${project.title}`}
            checked={isChosen}
            onChange={({ target, nativeEvent }) =>
              choose(listed.id, target.checked, (nativeEvent as MouseEvent).shiftKey ? order : null)
            }
          />
        </label>
      ) : (
        <span />
      )}
      <Link href={`/projects/${project.id}`} className="recording-picture" tabIndex={-1} aria-hidden="true">
        {project.poster_url ? (
          <img src={project.poster_url} alt="" loading="lazy" />
        ) : (
          <Icon name={project.media?.has_video ? 'film' : 'sound'} size={26} />
        )}
        {length != null && <span className="recording-length">{clock(length)}</span>}
      </Link>
      <div className="recording-main">
        {renaming ? (
          <TitleField project={project} onDone={() => setRenaming(false)} />
        ) : (
          <h2 className="recording-title">
            <Link href={`/projects/${project.id}`}>{project.title}</Link>
          </h2>
        )}
        {length != null && <span className="visually-hidden">{spokenClock(length)}</span>}
        <p className="recording-facts">
          {isNew(project) && <span className="recording-new">New</span>}
          {[languageName(project.language), ago(project.created_at, Date.now())]
            .filter(Boolean)
            .map((fact) => (
              <span key={fact}>{fact}</span>
            ))}
        </p>
        <p className="recording-status" data-testid="project-status">
          {statusWords(project)}
        </p>
        <Inside listed={listed} status={project.status} />
        {kept && (
          <p className="recording-kept" data-testid="kept">
            <Icon name="clock" size={14} /> {kept}
          </p>
        )}
        {active && (
          <Bar
            value={project.status === 'queued' ? null : project.progress}
            label={project.title}
            words={statusWords(project)}
          />
        )}
      </div>
      {mayEdit && (
        <Menu label={`Actions for ${project.title}`} trigger={<Icon name="more" />} testid="recording-menu">
          <RecordingItems
            project={project}
            onRename={() => setRenaming(true)}
            onTags={() => setTagging(true)}
            onAgain={() => setAgain(true)}
            onKeep={() => setKeeping(true)}
          />
          {active && (
            <MenuItem icon={<Icon name="close" />} onSelect={() => void cancel(project)}>
              Cancel the work
            </MenuItem>
          )}
          {(project.status === 'cancelled' ||
            (project.status === 'failed' && !isOfTheFile(project.error))) && (
            <MenuItem icon={<Icon name="play" />} onSelect={() => void retry(project)}>
              Retry
            </MenuItem>
          )}
          {mayDelete && (
            <MenuItem icon={<Icon name="trash" />} danger onSelect={() => void remove(project)}>
              Delete
            </MenuItem>
          )}
        </Menu>
      )}
      {keeping && <KeepDialog project={project} onClose={() => setKeeping(false)} />}
      {tagging && <TagDialog projects={[project]} onClose={() => setTagging(false)} />}
      {again && <AgainDialog project={project} onClose={() => setAgain(false)} />}
    </li>
  )
}
