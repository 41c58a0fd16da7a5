import { useEffect, useState } from 'react'
import { ago, bytes } from '../logic/format.ts'
import { lengthWords } from '../logic/recording.ts'
import { usePart, useStore } from '../store.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import { items } from '../uploads/items.ts'
import { DeleteQuestion } from './DeleteQuestion.tsx'
import { download } from './download.ts'
import { kept, look, type Kept } from './kept.ts'
import { review, state } from './session.ts'
import { IN_ANOTHER_TAB } from './words.ts'
import { upload } from './upload.ts'

/** The recordings that were not uploaded: broken off, left for later, or given up on the way. */
export function KeptNotes({ user }: { user: string }) {
  const current = usePart(state, ({ id }) => id)
  const onTheWay = new Set(useStore(items).map((item) => item.kept?.id))
  const [asked, setAsked] = useState<Kept | null>(null)
  useEffect(() => {
    const again = () => void look(user)
    again()
    // Another tab may have been closed in the meantime.
    window.addEventListener('focus', again)
    return () => window.removeEventListener('focus', again)
  }, [user])
  const waiting = useStore(kept).filter(
    (each) => each.user === user && each.id !== current && !onTheWay.has(each.id),
  )
  return (
    <>
      {waiting.map((recording) => (
        <KeptNote key={recording.id} recording={recording} onDelete={() => setAsked(recording)} />
      ))}
      {asked && <DeleteQuestion recording={asked} onClose={() => setAsked(null)} />}
    </>
  )
}

function KeptNote({ recording, onDelete }: { recording: Kept; onDelete: () => void }) {
  const [busy, setBusy] = useState(false)
  const isIdle = usePart(state, ({ phase }) => phase === 'closed')
  const send = async () => {
    setBusy(true)
    if (!(await upload(recording, null))) toast(IN_ANOTHER_TAB)
    setBusy(false)
  }
  const when = ago(new Date(recording.startedAt).toISOString(), Date.now())
  return (
    <section className="note note-info" aria-label="A recording that was not uploaded" data-testid="kept">
      <Icon name="film" />
      <div>
        <p className="note-title">{`A recording of ${lengthWords(recording.ms)} was not uploaded`}</p>
        <p>{`“${recording.title}” · ${bytes(recording.bytes)} · ${when}. It is kept in this browser only.`}</p>
        <div className="note-actions">
          <Button look="primary" busy={busy} onClick={() => void send()}>
            Upload
          </Button>
          {isIdle && <Button onClick={() => review(recording)}>Look at it</Button>}
          <Button onClick={() => void download(recording)}>Download</Button>
          <Button look="quiet" onClick={onDelete}>
            Delete
          </Button>
        </div>
      </div>
    </section>
  )
}
