import { useState } from 'react'
import type { Config } from '../api/types.ts'
import { Button } from '../ui/Button.tsx'
import { PickUpload } from './PickUpload.tsx'

/** The user's uploads in the host application: a list to choose from, or where to upload. */
export default function HostUploads({ upload }: { upload: Config['upload'] }) {
  const [picking, setPicking] = useState(false)
  const isOnly = upload.source === 'linked'
  if (!upload.can_list && !isOnly) return null
  return (
    <section className="hosts" aria-label="Your uploads">
      <div className="hosts-words">
        <p className={isOnly ? 'drop-title' : 'note-title'}>
          {upload.can_list
            ? 'Use a recording that you have uploaded'
            : 'Recordings begin where you upload them'}
        </p>
        <p className="drop-note">
          {upload.can_list
            ? 'Its file stays where it is.'
            : 'Open an upload in the application that you came from, and send it here.'}
        </p>
      </div>
      {upload.can_list && (
        <Button look={isOnly ? 'primary' : 'plain'} onClick={() => setPicking(true)}>
          Choose an upload
        </Button>
      )}
      {picking && <PickUpload onClose={() => setPicking(false)} />}
    </section>
  )
}
