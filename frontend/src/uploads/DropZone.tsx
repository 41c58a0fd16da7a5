import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { configQuery } from '../api/queries.ts'
import { bytes } from '../logic/format.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { later } from '../ui/later.tsx'
import { useStore } from '../store.ts'
import { isPhone } from '../ui/phone.ts'
import { toast } from '../ui/toasts.tsx'
import { discard, items, remembered } from './items.ts'

const loadManager = () => import('./manager.ts')
const loadList = () => import('./UploadList.tsx')
const UploadList = later(loadList)

/** Where recordings come in: by dropping anywhere on the page, by choosing, by pasting. */
export function DropZone({ first }: { first: boolean }) {
  const id = useId()
  const section = useRef<HTMLElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const config = useQuery(configQuery)
  const isEmpty = useStore(items).length === 0
  const [over, setOver] = useState(false)
  const most = config.data?.upload.max_bytes ?? null

  const take = (files: readonly File[]) => {
    const fitting = files.filter((file) => file.size > 0 && (most === null || file.size <= most))
    for (const file of files) {
      if (file.size === 0) toast(`“${file.name}” is empty.`)
      else if (most !== null && file.size > most)
        toast(`“${file.name}” is larger than ${bytes(most)}, the most that is taken.`)
    }
    if (fitting.length > 0) void withManager((manager) => manager.add(fitting))
  }

  useDropAnywhere(take, setOver)
  // Loaded while the network is there: files may be added when it is gone.
  useEffect(() => void loadList().catch(() => {}), [])
  const choose = () => input.current?.click()

  return (
    <section className="intake" aria-label="Upload recordings" ref={section}>
      <div className={`drop ${over ? 'drop-over' : ''} ${first ? 'drop-first' : ''}`} data-testid="drop-zone">
        <span className="drop-wave" aria-hidden="true">
          {Array.from({ length: 24 }, (_, i) => (
            <i key={i} />
          ))}
        </span>
        <div className="drop-words">
          <p className="drop-title">
            {over ? 'Let go to add them' : isPhone ? 'Choose recordings' : 'Drop recordings here'}
          </p>
          <p className="drop-note">
            Audio or video{most ? `, up to ${bytes(most)} each` : ''}, several at once.
          </p>
        </div>
        <input
          ref={input}
          id={id}
          className="visually-hidden"
          type="file"
          multiple
          tabIndex={-1}
          aria-label="Choose recordings"
          accept="audio/*,video/*,.mkv,.m4a,.flac,.opus,.ogg,.mov,.avi"
          data-testid="file-input"
          onChange={(event) => {
            take([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
        <Button look="primary" icon={<Icon name="upload" />} onClick={choose}>
          Choose files
        </Button>
      </div>
      <BrokenOff onChoose={choose} />
      {!isEmpty && (
        <UploadList onChoose={choose} onStart={() => section.current?.scrollIntoView({ block: 'nearest' })} />
      )}
    </section>
  )
}

async function withManager(act: (manager: Awaited<ReturnType<typeof loadManager>>) => void): Promise<void> {
  try {
    act(await loadManager())
  } catch {
    toast('Uploads are not possible now. Try it again once Clueso can be reached.')
  }
}

/** Uploads that a refresh broke off: the browser lets go of a file, so the person must hand it over again. */
function BrokenOff({ onChoose }: { onChoose: () => void }) {
  const shown = new Set(useStore(items).map((item) => item.uploadId))
  const waiting = useStore(remembered).filter((r) => !shown.has(r.id) && !r.isKept)
  return waiting.map((upload) => (
    <div className="note note-info" key={upload.id} data-testid="resume">
      <Icon name="again" />
      <div>
        <p className="note-title">“{upload.name}” was not finished</p>
        <p>
          Choose the same file again ({bytes(upload.size)}) and it goes on where it was; what arrived is not
          sent again.
        </p>
        <div className="note-actions">
          <Button onClick={onChoose}>Choose it again</Button>
          <Button look="quiet" onClick={() => discard(upload.id)}>
            Give it up
          </Button>
        </div>
      </div>
    </div>
  ))
}

function useDropAnywhere(take: (files: readonly File[]) => void, setOver: (over: boolean) => void): void {
  const current = useRef(take)
  useEffect(() => {
    current.current = take
  })
  useEffect(() => {
    let depth = 0
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return
      depth += 1
      setOver(true)
    }
    const out = () => {
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      current.current([...(event.dataTransfer?.files ?? [])])
    }
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length > 0) current.current(files)
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', out)
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop)
    window.addEventListener('paste', paste)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', out)
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', drop)
      window.removeEventListener('paste', paste)
    }
  }, [setOver])
}
