import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, type RefObject } from 'react'
import { configQuery } from '../api/queries.ts'
import { useAuth } from '../auth/session.ts'
import { usePart } from '../store.ts'
import { Button } from '../ui/Button.tsx'
import { isPhone } from '../ui/phone.ts'
import { Glyph } from './Glyph.tsx'
import { KeptNotes } from './KeptNotes.tsx'
import { Recorder } from './Recorder.tsx'
import { setUp, state } from './session.ts'
import { whyNot } from './support.ts'
import { canShare } from './wishes.ts'

/** The way in for what is recorded here, and the recordings that this browser still keeps. */
export default function RecordEntry() {
  const { userId } = useAuth()
  const { data: config } = useQuery(configQuery)
  const isClosed = usePart(state, ({ phase }) => phase === 'closed')
  const wasOpen = useRef(false)
  useEffect(() => {
    if (!isClosed) wasOpen.current = true
  }, [isClosed])
  if (!userId) return null
  const most = config?.upload.max_bytes ?? null
  return (
    <div className="record">
      {isClosed ? <Row most={most} wasOpen={wasOpen} /> : <Recorder user={userId} most={most} />}
      {!whyNot() && <KeptNotes user={userId} />}
    </div>
  )
}

type RowProps = {
  most: number | null
  /** The recorder has just been closed, and the focus with it. */
  wasOpen: RefObject<boolean>
}

function Row({ most, wasOpen }: RowProps) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (wasOpen.current) button.current?.focus()
  }, [wasOpen])
  return (
    <section className="record-row" aria-label="Record">
      <span className="upload-kind">
        <Glyph name="record" size={24} />
      </span>
      <div>
        <p className="record-title">Record it here</p>
        <p className="drop-note">
          {canShare
            ? 'Your screen, a window or a tab, with camera and microphone.'
            : 'With camera and microphone.'}
        </p>
      </div>
      <Button
        ref={button}
        look={isPhone ? 'primary' : 'plain'}
        icon={<Glyph name="record" />}
        onClick={() => setUp(most)}
      >
        Record
      </Button>
    </section>
  )
}
