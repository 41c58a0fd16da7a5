import { useContext } from 'react'
import { describe } from '../api/problem.ts'
import type { View } from '../logic/documentSaver.ts'
import { copyMarkdown, copyRich, fetchText, illustrated } from '../files/exports.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Menu, MenuItem } from '../ui/Menu.tsx'
import { OnlyReadContext } from '../ui/onlyRead.ts'
import { SaveState } from '../ui/SaveState.tsx'
import { toast } from '../ui/toasts.tsx'
import { SaveTools } from './SaveTools.tsx'
import type { DocumentSession } from './session.ts'

type Props = {
  session: DocumentSession
  view: View
  documentId: string
  takesFocus: boolean
  /** Null where the document is written in place. */
  onEdit: (() => void) | null
  onWriteAgain: () => void
  onHistory: () => void
}

/** What can be done with a document that is read. */
export function DocumentBar({ session, view, documentId, takesFocus, ...on }: Props) {
  const onlyRead = useContext(OnlyReadContext)
  const markdown = () => fetchText(`/documents/${documentId}/export.md`)
  const copy = (work: () => Promise<void>) => {
    work().catch((error: unknown) => toast(describe(error).detail))
  }
  return (
    <div className="document-bar" role="toolbar" aria-label="Document">
      {on.onEdit && !onlyRead && (
        <Button
          look="quiet"
          icon={<Icon name="pen" />}
          autoFocus={takesFocus}
          onClick={on.onEdit}
          data-testid="edit-document"
        >
          Edit
        </Button>
      )}
      {!onlyRead && (
        <Button look="quiet" icon={<Icon name="again" />} onClick={on.onWriteAgain} data-testid="rewrite">
          Write again
        </Button>
      )}
      <Button look="quiet" icon={<Icon name="history" />} onClick={on.onHistory} data-testid="versions">
        History
      </Button>
      <Menu
        label="Copy"
        triggerClass="button button-quiet"
        trigger={
          <>
            <Icon name="copy" />
            <span>Copy</span>
          </>
        }
      >
        <MenuItem onSelect={() => copy(() => copyMarkdown(markdown))}>As Markdown</MenuItem>
        <MenuItem onSelect={() => copy(() => copyRich(markdown, () => illustrated(documentId)))}>
          As rich text
        </MenuItem>
      </Menu>
      {!onlyRead && (
        <>
          <SaveTools session={session} view={view} />
          <SaveState saving={view.saving} failure={view.failure} />
        </>
      )}
    </div>
  )
}
