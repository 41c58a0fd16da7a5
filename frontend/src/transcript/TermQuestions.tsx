import { useMemo, useState, type ReactNode } from 'react'
import type { Segment } from '../api/types.ts'
import type { Match } from '../logic/find.ts'
import { counted } from '../logic/format.ts'
import {
  alike,
  around,
  placeKey,
  termQuestions,
  unanswered,
  wordsKey,
  type TermPlace,
} from '../logic/terms.ts'
import { usePlayer } from '../player/player.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useStore } from '../store.ts'
import { moveOn } from './focus.ts'
import type { TranscriptSession } from './session.ts'

/** What is played before and behind the words, to know them by. */
const LEAD_MS = 800

type Props = {
  session: TranscriptSession
  segments: readonly Segment[]
  onShow: (place: Match | null) => void
  /** What may be said there once nothing is asked. */
  children: ReactNode
}

/** Where a term of the vocabulary may have been said: asked one after the other, and never again after a no. */
export function TermQuestions({ session, segments, onShow, children }: Props) {
  const { projectId } = session
  const refused = useStore(session.notSaid)
  const [isClosed, close] = useState(false)
  const open = useMemo(
    () => unanswered(termQuestions(segments), projectId, refused),
    [segments, projectId, refused],
  )
  const [place] = open
  if (!place || isClosed) return children

  const moveAway = () => {
    onShow(null)
    moveOn()
  }
  const putIn = (places: TermPlace[]) => {
    session.write(places)
    moveAway()
  }
  const no = (key: string) => {
    session.refuse(key)
    moveAway()
  }
  const later = () => {
    close(true)
    moveAway()
  }
  return (
    <Question
      key={wordsKey(projectId, place)}
      place={place}
      text={segments[place.segment]!.text}
      same={alike(open, place)}
      more={open.length - 1}
      onShow={() => onShow(place)}
      onPutIn={putIn}
      onNo={(everywhere) => no(everywhere ? wordsKey(projectId, place) : placeKey(projectId, place))}
      onLater={later}
    />
  )
}

type QuestionProps = {
  place: TermPlace
  text: string
  /** All places of the same words, this one too. */
  same: TermPlace[]
  more: number
  onShow: () => void
  onPutIn: (places: TermPlace[]) => void
  onNo: (everywhere: boolean) => void
  onLater: () => void
}

function Question({ place, text, same, more, onShow, onPutIn, onNo, onLater }: QuestionProps) {
  const player = usePlayer()
  const [everywhere, setEverywhere] = useState(false)
  const all = everywhere && same.length > 1
  const listen = () => {
    onShow()
    player.playSpan(Math.max(0, place.start_ms - LEAD_MS), place.end_ms + LEAD_MS)
  }
  return (
    <section className="question" aria-label="From your vocabulary" data-testid="question">
      <p role="status">
        Was <strong>{place.instead}</strong> said here?
        {more > 0 && <span className="question-more"> {counted(more, 'more place')}</span>}
      </p>
      <IconButton label="Not now" onClick={onLater}>
        <Icon name="close" size={16} />
      </IconButton>
      <Passage text={text} place={place} onShow={onShow} />
      <div className="question-answers">
        <Button look="quiet" icon={<Icon name="play" size={16} />} onClick={listen}>
          Listen
        </Button>
        {same.length > 1 && (
          <label className="choice">
            <input
              type="checkbox"
              checked={everywhere}
              onChange={(event) => setEverywhere(event.target.checked)}
            />
            All {same.length} places
          </label>
        )}
        <span className="question-answer">
          <Button onClick={() => onPutIn(all ? same : [place])}>Put it in</Button>
          <Button look="quiet" onClick={() => onNo(all)}>
            No
          </Button>
        </span>
      </div>
    </section>
  )
}

function Passage({ text, place, onShow }: Pick<QuestionProps, 'text' | 'place' | 'onShow'>) {
  const { before, after } = around(text, place)
  return (
    <button
      type="button"
      className="question-passage"
      dir="auto"
      title="Show it in the transcript"
      onClick={onShow}
    >
      {before}
      <mark>{place.there}</mark>
      {after}
    </button>
  )
}
