import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { linksQuery } from '../api/queries.ts'
import type { Kind, NewAddress, Project } from '../api/types.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Waiting } from '../ui/Splash.tsx'
import { Address } from './Address.tsx'
import { LinkRow } from './LinkRow.tsx'
import { NewLink } from './NewLink.tsx'

type Props = { project: Project; kind: Kind | null; onClose: () => void }

/** The links of a recording: make one, see what the others show, revoke them. */
export default function ShareDialog({ project, kind, onClose }: Props) {
  const query = useQuery(linksQuery(project.id))
  const [made, setMade] = useState<NewAddress | null>(null)
  return (
    <Dialog title="Share" onClose={onClose} wide>
      <div className="dialog-body share">
        {made ? (
          <Address made={made} title={project.title} onDone={() => setMade(null)} />
        ) : (
          <NewLink project={project} kind={kind} onMade={setMade} />
        )}
        <section aria-labelledby="links-here">
          <h3 id="links-here">Links to this recording</h3>
          {query.isPending && <Waiting words="Reading the links" />}
          {query.isError && <ErrorNote error={query.error} onRetry={() => void query.refetch()} />}
          {query.data?.length === 0 && <p className="nothing">No links yet.</p>}
          {query.data && query.data.length > 0 && (
            <ul className="link-list" data-testid="links">
              {query.data.map((link) => (
                <LinkRow
                  key={link.id}
                  link={link}
                  onRevoked={() => setMade((shown) => (shown?.id === link.id ? null : shown))}
                />
              ))}
            </ul>
          )}
        </section>
      </div>
    </Dialog>
  )
}
