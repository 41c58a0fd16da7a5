import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { AvailableUpload } from '../api/types.ts'
import { ago, bytes } from '../logic/format.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Waiting } from '../ui/Splash.tsx'
import { newPath } from './making.ts'
import { availableQuery } from './queries.ts'

const SEARCHED_FROM = 9

/** The user's uploads in the host application; each links to the page that makes a recording from it. */
export function PickUpload({ onClose }: { onClose: () => void }) {
  const list = useQuery(availableQuery)
  return (
    <Dialog title="Choose an upload" onClose={onClose}>
      <div className="dialog-body">
        {list.isPending && <Waiting words="Looking up your uploads" />}
        {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {list.data && <Uploads uploads={list.data} onPicked={onClose} />}
      </div>
    </Dialog>
  )
}

function Uploads({ uploads, onPicked }: { uploads: AvailableUpload[]; onPicked: () => void }) {
  const [typed, setTyped] = useState('')
  if (uploads.length === 0)
    return <p>You have no uploads yet. Upload a recording in the application that you came from.</p>
  const wanted = typed.trim().toLowerCase()
  const found = uploads.filter(({ filename }) => filename.toLowerCase().includes(wanted))
  return (
    <>
      {uploads.length >= SEARCHED_FROM && (
        <label className="search">
          <Icon name="search" size={18} />
          <span className="visually-hidden">Search names</span>
          <input
            type="search"
            placeholder="Search names"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
      {found.length === 0 && <p role="status">No name has “{typed.trim()}” in it.</p>}
      <ul className="picks" aria-label="Your uploads" data-testid="available">
        {found.map((upload) => (
          <li key={upload.upload_id}>
            <Link href={newPath(upload.upload_id)} className="pick" onClick={onPicked}>
              <span className="upload-kind">
                <Icon name={upload.content_type?.startsWith('audio/') ? 'sound' : 'film'} />
              </span>
              <span className="pick-words">
                <strong>{upload.filename}</strong>
                <small>{factsOf(upload)}</small>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

function factsOf({ size_bytes, created_at }: AvailableUpload): string {
  const size = size_bytes === null ? '' : bytes(size_bytes)
  return [size, created_at ? ago(created_at, Date.now()) : ''].filter(Boolean).join(' · ')
}
