import { useEffect, useId, useState, type FormEvent, type SyntheticEvent } from 'react'
import { bytes } from '../logic/format.ts'
import { lengthWords } from '../logic/recording.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import { defaultOptions } from '../uploads/options.ts'
import OptionsForm from '../uploads/OptionsForm.tsx'
import { DeleteQuestion } from './DeleteQuestion.tsx'
import { download } from './download.ts'
import { fileOf, rename, type Kept } from './kept.ts'
import { close } from './session.ts'
import { IN_ANOTHER_TAB } from './words.ts'
import { upload } from './upload.ts'

/** What was recorded: to be looked at, named, and uploaded or thrown away. `ended` says why it ended by itself. */
export function Review({ made, ended }: { made: Kept; ended: string | null }) {
  const id = useId()
  const [title, setTitle] = useState(made.title)
  const [options, setOptions] = useState(defaultOptions)
  const [isOpen, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [isAsked, setAsked] = useState(false)

  const send = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const named = await rename(made, title.trim() || made.title)
    if (await upload(named, options)) return close()
    toast(IN_ANOTHER_TAB)
    setBusy(false)
  }

  return (
    <form className="recorder-body" onSubmit={(event) => void send(event)}>
      {ended && (
        <p className="note" role="status">
          <Icon name="check" /> {ended}
        </p>
      )}
      <Playback recording={made} />
      <div className="field">
        <label htmlFor={id}>Name</label>
        <input
          id={id}
          type="text"
          value={title}
          maxLength={200}
          onChange={(event) => setTitle(event.target.value)}
        />
      </div>
      {isOpen && <OptionsForm options={options} onChange={setOptions} />}
      <div className="recorder-foot">
        <p className="aside">{`${lengthWords(made.ms)} · ${bytes(made.bytes)} · kept in this browser only`}</p>
        <Button look="quiet" icon={<Icon name="trash" />} onClick={() => setAsked(true)}>
          Discard
        </Button>
        <Button look="quiet" icon={<Icon name="download" />} onClick={() => void download(made)}>
          Download
        </Button>
        <Button look="quiet" onClick={close}>
          Later
        </Button>
        <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Options
        </Button>
        <Button type="submit" look="primary" icon={<Icon name="upload" />} busy={busy}>
          Upload
        </Button>
      </div>
      {isAsked && <DeleteQuestion recording={made} onClose={() => setAsked(false)} onDeleted={close} />}
    </form>
  )
}

function Playback({ recording }: { recording: Kept }) {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    let made: string | null = null
    let isHere = true
    void fileOf(recording).then((file) => {
      if (!isHere) return
      made = URL.createObjectURL(file)
      setUrl(made)
    })
    return () => {
      isHere = false
      if (made) URL.revokeObjectURL(made)
    }
  }, [recording])
  if (!url) return null
  const label = `“${recording.title}”`
  return recording.type.startsWith('audio/') ? (
    <audio className="made" controls src={url} aria-label={label} onLoadedMetadata={findEnd} />
  ) : (
    <video className="made" controls playsInline src={url} aria-label={label} onLoadedMetadata={findEnd} />
  )
}

/** A recorder writes no length into the file. The browser finds it by going to the end once. */
function findEnd({ currentTarget: player }: SyntheticEvent<HTMLMediaElement>): void {
  if (Number.isFinite(player.duration)) return
  player.addEventListener('durationchange', () => (player.currentTime = 0), { once: true })
  player.currentTime = Number.MAX_SAFE_INTEGER
}
