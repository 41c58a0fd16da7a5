import { useContext } from 'react'
import type { Segment } from '../api/types.ts'
import { useMember } from '../auth/role.ts'
import { beginningIn } from '../logic/quotes.ts'
import { Icon } from '../ui/Icon.tsx'
import { authorOf, CommentingContext, type Begun } from './comments.ts'

/** The comments that begin in a passage, a line each; those of highlights have nothing to say. */
export function Remarks({ segment }: { segment: Segment }) {
  const commenting = useContext(CommentingContext)
  const member = useMember()
  if (!commenting) return null
  const comments = beginningIn(segment, commenting.comments).filter(({ text }) => text)
  const begun = beginningIn(segment, commenting.begun).filter(({ id }) => id === null)
  return (
    <>
      {comments.map((comment) => (
        <button
          key={comment.id}
          type="button"
          className="remark"
          data-testid="remark"
          onClick={() => commenting.open(comment)}
        >
          <Icon name="comment" size={16} />
          <span>{[authorOf(comment, member), comment.text].filter(Boolean).join(': ')}</span>
        </button>
      ))}
      {begun.map((one) => (
        <button
          key={`${one.start_ms} ${one.end_ms}`}
          type="button"
          className="remark"
          data-testid="begun"
          onClick={() => commenting.open(asNew(one))}
        >
          <Icon name="pen" size={16} />
          <span>Not sent yet: {one.text}</span>
        </button>
      ))}
    </>
  )
}

const asNew = ({ start_ms, end_ms, quote }: Begun) => ({ id: null, start_ms, end_ms, quote })
