import { useState } from 'react'
import { useLocation } from 'wouter'
import { bytes, percent, remaining } from '../logic/format.ts'
import { languageName } from '../logic/format.ts'
import { offeredKinds } from '../kinds/names.ts'
import { KINDS } from '../kinds/registry.ts'
import { Bar } from '../ui/Bar.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { later } from '../ui/later.tsx'
import { change, type Item } from './items.ts'
import { cancel, hold, pause, reconsider, resume, settle, start, startAnother } from './manager.ts'
import type { Options } from './options.ts'

const OptionsForm = later(() => import('./OptionsForm.tsx'))

/** One file on its way in. `onChoose` opens the browser's dialog for files. */
export function UploadCard({ item, onChoose }: { item: Item; onChoose: () => void }) {
  const [open, setOpen] = useState(false)
  const [, go] = useLocation()
  const changeOptions = () => {
    reconsider(item.key)
    setOpen(true)
  }
  const openMade = (projectId: string) => {
    settle(item.key)
    go(`/projects/${projectId}`)
  }
  const isVideo = item.file.type.startsWith('video/')
  return (
    <li className={`upload upload-${item.state}`} data-testid="upload" aria-label={item.file.name}>
      <span className="upload-kind">
        <Icon name={isVideo ? 'film' : 'sound'} />
      </span>
      <div className="upload-main">
        <p className="upload-name">{item.file.name}</p>
        <p className="upload-words" data-testid="upload-status">
          {words(item)}
        </p>
        {!['draft', 'queued', 'failed', 'made'].includes(item.state) && (
          <Bar
            value={item.state === 'starting' ? null : item.sent / Math.max(1, item.file.size)}
            label={`Upload of ${item.file.name}`}
            words={words(item)}
          />
        )}
        {item.error && (
          <p className="upload-error" role="alert">
            <strong>{item.error.title}.</strong> {item.error.detail}
          </p>
        )}
        {item.made && (
          <p className="upload-words">
            An earlier try, whose answer got lost, has made “{item.made.title}” of this file, with the options
            of then.
          </p>
        )}
        {item.state === 'draft' && open && (
          <OptionsForm options={item.options} onChange={(options) => change(item.key, { options })} />
        )}
      </div>
      <div className="upload-actions">
        {item.state === 'draft' && !item.isGone && (
          <>
            <Button
              look="quiet"
              aria-expanded={open}
              onClick={() => {
                hold()
                setOpen(!open)
              }}
            >
              Options
            </Button>
            <Button look="primary" onClick={() => start(item.key)}>
              Start
            </Button>
          </>
        )}
        {item.made && (
          <>
            <Button look="primary" onClick={() => openMade(item.made!.id)}>
              Open it
            </Button>
            <Button onClick={() => void startAnother(item.key)}>Start another with these options</Button>
          </>
        )}
        {(item.state === 'sending' || item.state === 'waiting') && (
          <Button look="quiet" icon={<Icon name="pause" />} onClick={() => pause(item.key)}>
            Pause
          </Button>
        )}
        {item.state === 'paused' && (
          <Button look="quiet" icon={<Icon name="play" />} onClick={() => resume(item.key)}>
            Resume
          </Button>
        )}
        {(item.state === 'failed' || item.state === 'unconfirmed') && item.stored && (
          <Button look="quiet" onClick={changeOptions}>
            Change the options
          </Button>
        )}
        {item.isGone && <Button onClick={onChoose}>Choose it again</Button>}
        {item.state === 'failed' && !item.isGone && (
          <Button onClick={() => start(item.key)}>Try again</Button>
        )}
        {!(item.state === 'finishing' && item.stored) && (
          <Button
            look="quiet"
            icon={<Icon name="close" />}
            onClick={() => (item.made ? settle : cancel)(item.key)}
          >
            {item.state === 'draft' || item.made ? 'Remove' : 'Cancel'}
          </Button>
        )}
      </div>
    </li>
  )
}

function words(item: Item): string {
  const sent = `${bytes(item.sent)} of ${bytes(item.file.size)}`
  switch (item.state) {
    case 'draft':
      return `${bytes(item.file.size)} · ${summary(item.options)}`
    case 'queued':
      return `In line · ${bytes(item.file.size)}`
    case 'starting':
      return 'Starting'
    case 'sending': {
      const share = percent(item.sent / Math.max(1, item.file.size))
      const speed = item.speed ? `${bytes(item.speed)}/s` : null
      const going = item.resumed ? 'Resumed' : 'Uploading'
      return [`${going}, ${share}`, sent, speed, remaining(item.left)].filter(Boolean).join(' · ')
    }
    case 'waiting':
      return `${waiting(item)} · ${sent}`
    case 'paused':
      return `Paused · ${sent}`
    case 'finishing':
      return 'Uploaded. Starting the work'
    case 'unconfirmed':
      return `Sent. ${waiting(item)}`
    case 'made':
      return 'Uploaded. A recording was made of it already'
    case 'failed':
      return `Stopped · ${sent}`
  }
}

function waiting(item: Item): string {
  switch (item.waitsFor) {
    case 'turn':
      return 'Waiting until Clueso takes more'
    case 'sign-in':
      return 'Waiting until you sign in'
    default:
      return 'Waiting for the network'
  }
}

function summary(options: Options): string {
  const codes = options.language ? [options.language] : options.languages
  const language = codes.map(languageName).join(', ') || 'Detect the language'
  const kinds = options.documents.map((kind) => KINDS[kind].label)
  const isAll = kinds.length === offeredKinds().length
  const list = kinds.length === 0 ? 'transcript only' : isAll ? 'all documents' : kinds.join(', ')
  return `${language} · ${list}`
}
