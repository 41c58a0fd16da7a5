import { useContext, useState } from 'react'
import type { Comment } from '../api/types.ts'
import type { useMember } from '../auth/role.ts'
import { ago, clock } from '../logic/format.ts'
import { Cite } from '../kinds/Cite.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Icon } from '../ui/Icon.tsx'
import { authorOf, CommentingContext, isOwn, remove } from './comments.ts'

type Props = { comment: Comment; member: ReturnType<typeof useMember>; onCopy: () => void }

/** A quote, the comment on it, and what can be done with them. Asks in its place before it is removed. */
export function Quote({ comment, member, onCopy }: Props) {
  const commenting = useContext(CommentingContext)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const own = isOwn(comment, member)
  const place = `the quote at ${clock(comment.start_ms)}`

  const removeIt = async () => {
    setBusy(true)
    setError(null)
    try {
      await remove(comment)
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }

  return (
    <li className="quote" data-testid="quote">
      <blockquote className="quote-words">{comment.quote}</blockquote>
      {comment.text && <p className="quote-comment">{comment.text}</p>}
      <div className="quote-foot">
        <Cite at={comment.start_ms} />
        <small>
          {[authorOf(comment, member), ago(comment.created_at, Date.now())].filter(Boolean).join(', ')}
        </small>
        {asking ? (
          <span className="quote-deeds">
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <Button look="danger" busy={busy} autoFocus onClick={() => void removeIt()}>
              {comment.text ? 'Remove the comment' : 'Remove the highlight'}
            </Button>
          </span>
        ) : (
          <span className="quote-deeds">
            <IconButton label={`Copy ${place}`} onClick={onCopy}>
              <Icon name="copy" size={16} />
            </IconButton>
            {own && (
              <IconButton label={`Comment on ${place}…`} onClick={() => commenting?.open(comment)}>
                <Icon name="comment" size={16} />
              </IconButton>
            )}
            {(own || member.role === 'manage') && (
              <IconButton label={`Remove ${place}…`} onClick={() => setAsking(true)}>
                <Icon name="trash" size={16} />
              </IconButton>
            )}
          </span>
        )}
      </div>
      {error !== null && <ErrorNote error={error} />}
    </li>
  )
}
