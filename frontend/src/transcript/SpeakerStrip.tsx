import { spokenWords, type Listed } from '../logic/speakers.ts'
import { VoiceName } from '../ui/VoiceName.tsx'

const KEYS = 9

type Props = { speakers: readonly Listed[]; onOpen: (speaker: Listed) => void }

/** Everyone who speaks, with the key that names them, and for how long. */
export function SpeakerStrip({ speakers, onOpen }: Props) {
  if (speakers.length === 0) return null
  return (
    <ul className="speakers" aria-label="Speakers" data-testid="speakers">
      {speakers.map((speaker, i) => (
        <li key={speaker.id ?? speaker.name}>
          <button type="button" className="speaker" onClick={() => onOpen(speaker)}>
            {i < KEYS && <kbd aria-hidden="true">{i + 1}</kbd>}
            <VoiceName name={speaker.name} tone={speaker.tone} />
            <span className="speaker-time">
              <span className="visually-hidden">speaks for </span>
              {spokenWords(speaker.spokenMs)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
