import { useId, useState, type FormEvent } from 'react'
import { describe } from '../api/problem.ts'
import { counted } from '../logic/format.ts'
import { sameVoice, voiceOf, type Listed } from '../logic/speakers.ts'
import { usePlayer } from '../player/player.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import type { TranscriptSession } from './session.ts'

type Props = {
  speaker: Listed
  speakers: readonly Listed[]
  session: TranscriptSession
  onClose: () => void
}

/** One who speaks: what they are called everywhere, or who they are. */
export function VoiceDialog({ speaker, speakers, session, onClose }: Props) {
  const id = useId()
  const [name, setName] = useState(speaker.isNamed ? speaker.name : '')
  const [same, setSame] = useState('')
  const [busy, setBusy] = useState(false)
  const others = speakers.filter((other) => !sameVoice(other, speaker))
  const wanted = name.trim()
  const twin = others.find((other) => (same ? keyOf(other) === same : other.name === wanted))
  const passages = counted(speaker.passages, 'passage')

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      if (twin) await merge(session, speaker, twin)
      else await rename(session, speaker, wanted)
      onClose()
    } catch (error) {
      complain(error)
      setBusy(false)
    }
  }

  return (
    <Dialog title={`Who is ${speaker.name}?`} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <div className="dialog-body">
          <Listen speaker={speaker} session={session} />
          <div className="field">
            <label htmlFor={`${id}-name`}>Name</label>
            <input
              id={`${id}-name`}
              value={name}
              autoFocus
              maxLength={100}
              disabled={same !== ''}
              placeholder={speaker.name}
              onChange={(event) => setName(event.target.value)}
            />
            <small>It goes into all {passages}, and into the documents.</small>
          </div>
          {others.length > 0 && (
            <div className="field">
              <label htmlFor={`${id}-same`}>The same person as</label>
              <select id={`${id}-same`} value={same} onChange={(event) => setSame(event.target.value)}>
                <option value="">Nobody else</option>
                {others.map((other) => (
                  <option key={keyOf(other)} value={keyOf(other)}>
                    {other.name}
                  </option>
                ))}
              </select>
            </div>
          )}
          {twin && (
            <p className="aside" role="status">
              {passages} of {speaker.name} go to {twin.name}.
            </p>
          )}
        </div>
        <footer className="dialog-foot">
          <Button onClick={onClose}>Leave it</Button>
          <Button
            type="submit"
            look="primary"
            busy={busy}
            disabled={!twin && (!wanted || wanted === speaker.name)}
          >
            {twin ? 'Make them one' : 'Rename'}
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

const keyOf = ({ id, name }: Listed) => id ?? name

async function rename(session: TranscriptSession, speaker: Listed, name: string): Promise<void> {
  await session.renameSpeaker(speaker, name)
  const before = speaker.isNamed ? speaker.name : null
  const undo = () => void session.renameSpeaker({ ...speaker, name }, before).catch(complain)
  toast(`${speaker.name} is called ${name} now.`, { label: 'Undo', run: undo })
}

async function merge(session: TranscriptSession, speaker: Listed, into: Listed): Promise<void> {
  const takeBack = await session.mergeSpeakers(speaker, into)
  const undo = async () => {
    if (!(await takeBack())) toast('The transcript was changed since. Its history holds what was before.')
  }
  toast(`${speaker.name} is ${into.name} now.`, { label: 'Undo', run: () => void undo().catch(complain) })
}

const complain = (error: unknown) => toast(`${describe(error).title}. ${describe(error).detail}`)

/** The longest passage tells a voice best. */
function Listen({ speaker, session }: Pick<Props, 'speaker' | 'session'>) {
  const player = usePlayer()
  const longest = session.segments
    .filter((s) => sameVoice(voiceOf(s), speaker))
    .toSorted((a, b) => b.end_ms - b.start_ms - (a.end_ms - a.start_ms))[0]
  // Once they bear another name, nobody speaks by this one.
  if (!longest) return null
  return (
    <Button
      look="quiet"
      className="voice-listen"
      icon={<Icon name="play" size={16} />}
      onClick={() => player.playSpan(longest.start_ms, longest.end_ms)}
    >
      Listen to this voice
    </Button>
  )
}
