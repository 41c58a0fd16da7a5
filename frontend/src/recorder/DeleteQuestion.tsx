import { useState } from 'react'
import { bytes } from '../logic/format.ts'
import { lengthWords } from '../logic/recording.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { toast } from '../ui/toasts.tsx'
import type { Kept } from './kept.ts'
import { giveUp } from './upload.ts'
import { IN_ANOTHER_TAB } from './words.ts'

type Props = { recording: Kept; onClose: () => void; onDeleted?: () => void }

/** Asks before a recording that exists nowhere else is deleted. */
export function DeleteQuestion({ recording, onClose, onDeleted }: Props) {
  const [busy, setBusy] = useState(false)
  const erase = async () => {
    setBusy(true)
    if (await giveUp(recording)) onDeleted?.()
    else toast(IN_ANOTHER_TAB)
    onClose()
  }
  return (
    <Dialog title="Delete this recording?" onClose={onClose}>
      <div className="dialog-body">
        <p>
          {`“${recording.title}” (${lengthWords(recording.ms)}, ${bytes(recording.bytes)}) is kept in this browser only. Once deleted, nobody can bring it back.`}
        </p>
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" busy={busy} onClick={() => void erase()}>
          Delete
        </Button>
      </footer>
    </Dialog>
  )
}
