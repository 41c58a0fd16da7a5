import { useContext } from 'react'
import type { Comment, Project } from '../api/types.ts'
import { useMember } from '../auth/role.ts'
import { basePath } from '../base.ts'
import { counted } from '../logic/format.ts'
import { quoted } from '../logic/quotes.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import { CommentingContext } from './comments.ts'
import { Quote } from './Quote.tsx'

/** What was highlighted in a recording and commented on, in order of time. */
export function Quotes({ project }: { project: Project }) {
  const comments = useContext(CommentingContext)?.comments ?? []
  const member = useMember()
  const source = {
    title: project.title,
    address: `${location.origin}${basePath}/projects/${project.id}`,
  }
  const copy = async (chosen: readonly Comment[]) => {
    try {
      await navigator.clipboard.writeText(chosen.map((one) => quoted(one, source)).join('\n\n'))
      toast(chosen.length === 1 ? 'The quote is copied, with its source.' : 'The quotes are copied.')
    } catch {
      toast('The browser does not let the page copy. Select the quote and copy it with the keyboard.')
    }
  }

  if (comments.length === 0)
    return (
      <div className="empty">
        <p className="empty-title">No quotes yet</p>
        <p>Select words in the transcript, and choose Highlight or Comment in the menu of the passage.</p>
      </div>
    )
  return (
    <section aria-label="Quotes" data-testid="quotes">
      <header className="quotes-head">
        <p className="aside">{counted(comments.length, 'quote')}</p>
        <Button icon={<Icon name="copy" />} onClick={() => void copy(comments)}>
          Copy all
        </Button>
      </header>
      <ol className="quotes">
        {comments.map((comment) => (
          <Quote key={comment.id} comment={comment} member={member} onCopy={() => void copy([comment])} />
        ))}
      </ol>
    </section>
  )
}
