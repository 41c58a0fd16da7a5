import { useId, useState } from 'react'
import { Once } from '../api/once.ts'
import { useMember } from '../auth/role.ts'
import { clock } from '../logic/format.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { change, create, isOwn, isSame, writtenIn, type Asked, type Begun } from './comments.ts'

type Props = {
  projectId: string
  asked: Asked
  saved?: Promise<void>
  begun: readonly Begun[]
  onType: (text: string) => void
  onClose: () => void
}

/** Writes a comment. What was typed is there again when the dialog opens again, until the server has it. */
export default function CommentDialog({ projectId, asked, saved, begun, onType, onClose }: Props) {
  const id = useId()
  const member = useMember()
  const [text, setText] = useState(() => begun.find((one) => isSame(one, asked))?.text ?? writtenIn(asked))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [once] = useState(() => new Once())
  const mayWrite = asked.id === null || isOwn(asked, member)
  const type = (next: string) => {
    setText(next)
    onType(next)
  }

  const submit = async () => {
    const wanted = text.trim() || null
    setBusy(true)
    setError(null)
    try {
      await saved
      if (asked.id === null) await create(projectId, asked, wanted, once.keyFor(wanted))
      else await change(asked, wanted)
    } catch (problem) {
      setError(problem)
      setBusy(false)
      return
    }
    onType('')
    onClose()
  }

  return (
    <Dialog title={`Comment at ${clock(asked.start_ms)}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <div className="dialog-body">
          <blockquote className="quote-words">{asked.quote}</blockquote>
          {mayWrite ? (
            <div className="field">
              <label htmlFor={`${id}-text`}>Your comment</label>
              <textarea
                id={`${id}-text`}
                value={text}
                autoFocus
                rows={4}
                maxLength={4000}
                onChange={(event) => type(event.target.value)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
                }}
              />
            </div>
          ) : (
            <p className="quote-comment">{writtenIn(asked)}</p>
          )}
          {error !== null && <ErrorNote error={error} />}
        </div>
        <footer className="dialog-foot">
          <Button
            onClick={() => {
              if (mayWrite) onType('')
              onClose()
            }}
          >
            {mayWrite ? 'Leave it' : 'Close'}
          </Button>
          {mayWrite && (
            <Button
              type="submit"
              look="primary"
              busy={busy}
              disabled={asked.id === null ? !text.trim() : text === writtenIn(asked)}
            >
              {asked.id === null ? 'Comment' : 'Save'}
            </Button>
          )}
        </footer>
      </form>
    </Dialog>
  )
}
