import { useRef } from 'react'
import { Button } from '../ui/Button.tsx'
import { add } from '../uploads/manager.ts'
import { TroubleNote } from './TroubleNote.tsx'

/** Says that this browser cannot record, and takes a file instead. */
export function Unable({ why, onClose }: { why: string; onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="recorder-body">
      <TroubleNote trouble={{ title: 'This browser cannot record', detail: why }}>
        <input
          ref={input}
          className="visually-hidden"
          type="file"
          tabIndex={-1}
          aria-label="Choose a recording"
          accept="audio/*,video/*"
          onChange={(event) => {
            add([...(event.target.files ?? [])])
            onClose()
          }}
        />
        <Button look="primary" onClick={() => input.current?.click()}>
          Choose a file
        </Button>
      </TroubleNote>
    </div>
  )
}
