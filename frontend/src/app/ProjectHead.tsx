import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { transcriptQuery } from '../api/queries.ts'
import type { Kind, Project } from '../api/types.ts'
import { useMayEdit, useMayDelete } from '../auth/role.ts'
import { ExportMenu } from '../files/ExportMenu.tsx'
import { ago, clock, languageName } from '../logic/format.ts'
import { languagesWords } from '../logic/languages.ts'
import { remove } from '../recordings/actions.ts'
import { AgainDialog } from '../recordings/dialogs.ts'
import { RecordingItems } from '../recordings/RecordingItems.tsx'
import { TitleField } from '../recordings/TitleField.tsx'
import { ShareDialog } from '../sharing/dialogs.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Menu, MenuItem } from '../ui/Menu.tsx'

type Props = { project: Project; kind: Kind | null; onHelp: () => void; onKeep: () => void }

/** The title of a project, its facts, and what can be done with it. */
export function ProjectHead({ project, kind, onHelp, onKeep }: Props) {
  const [renaming, setRenaming] = useState(false)
  const [again, setAgain] = useState(false)
  const [sharing, setSharing] = useState(false)
  const [, go] = useLocation()
  const mayEdit = useMayEdit()
  const mayDelete = useMayDelete(project.made_by)
  // The pane below loads the transcript; this only reads the cached one.
  const { data } = useQuery({ ...transcriptQuery(project.id, true), enabled: false })
  const facts = [
    project.media?.duration_ms != null && clock(project.media.duration_ms),
    languagesWords(data?.data.languages ?? []) ?? languageName(project.language),
    ago(project.created_at, Date.now()),
  ].filter(Boolean)
  return (
    <header className="project-head">
      <div className="project-title">
        {renaming ? (
          <TitleField project={project} onDone={() => setRenaming(false)} />
        ) : (
          <h1 onDoubleClick={() => setRenaming(mayEdit)}>{project.title}</h1>
        )}
        <p className="recording-facts">
          {facts.map((fact) => (
            <span key={String(fact)}>{fact}</span>
          ))}
        </p>
      </div>
      <div className="project-actions">
        {mayEdit && (
          <Button icon={<Icon name="share" />} onClick={() => setSharing(true)} data-testid="share">
            Share
          </Button>
        )}
        <ExportMenu project={project} kind={kind} />
        <Menu label="More actions" trigger={<Icon name="more" />} testid="project-menu">
          <RecordingItems
            project={project}
            onRename={() => setRenaming(true)}
            onAgain={() => setAgain(true)}
            onKeep={onKeep}
          />
          <MenuItem icon={<Icon name="question" />} hint="?" onSelect={onHelp}>
            Keyboard help
          </MenuItem>
          {mayDelete && (
            <MenuItem
              icon={<Icon name="trash" />}
              danger
              onSelect={() => void remove(project).then((deleted) => deleted && go('/'))}
            >
              Delete
            </MenuItem>
          )}
        </Menu>
      </div>
      {sharing && <ShareDialog project={project} kind={kind} onClose={() => setSharing(false)} />}
      {again && <AgainDialog project={project} onClose={() => setAgain(false)} />}
    </header>
  )
}
