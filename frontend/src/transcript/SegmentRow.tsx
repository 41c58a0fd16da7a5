import {
  memo,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
} from 'react'
import type { Segment } from '../api/types.ts'
import { CommentingContext } from '../comments/comments.ts'
import { Remarks } from '../comments/Remarks.tsx'
import { clock, languageName, spokenClock } from '../logic/format.ts'
import type { Stretch } from '../logic/gaps.ts'
import { placeIn, stretchOf, wordsIn } from '../logic/quotes.ts'
import { replacedByTerms } from '../logic/terms.ts'
import { isDoubtful, momentAt, placeWords, wordAt } from '../logic/timing.ts'
import { usePlayer } from '../player/player.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Menu, MenuItem } from '../ui/Menu.tsx'
import { Store, usePart } from '../store.ts'
import { atEdge, caretIn, offsetAt, placeCaret } from '../ui/caret.ts'
import { light } from '../ui/highlights.ts'
import type { TranscriptSession } from './session.ts'
import { VoiceName } from '../ui/VoiceName.tsx'

type Place = { from: number; to: number }

export type RowProps = {
  segment: Segment
  index: number
  /** Null while the transcript cannot be edited yet. */
  session: TranscriptSession | null
  /** Another one speaks than in the passage above, or nobody knows who. */
  isTurn: boolean
  name: string | null
  tone: number
  /** What is spoken, and the same where a person is to be told that it is another language from here on. */
  language: string | null
  marked: string | null
  spoken: boolean
  doubts: boolean
  found: readonly Place[]
  current: Place | null
  focusable: boolean
  onGo: (index: number, end: 'start' | 'end') => void
  onFocus: (id: string | null) => void
  onSpeaker: (segment: Segment) => void
  onHead: (segment: Segment) => void
  onHearAgain: (stretch: Stretch) => void
  onTimes: (segment: Segment) => void
}

export const SegmentRow = memo(function SegmentRow(props: RowProps) {
  const { segment, session, spoken } = props
  const text = useRef<HTMLParagraphElement>(null)
  const player = usePlayer()

  // The text is written by hand: React must not touch what somebody types in.
  useLayoutEffect(() => {
    const element = text.current
    if (element && element.textContent !== segment.text) element.textContent = segment.text
  }, [segment.text])

  const wanted = usePart(session?.cursor ?? noCursor, (c) => (c?.id === segment.id ? c : null))
  useLayoutEffect(() => {
    if (!wanted || !text.current || !session) return
    placeCaret(text.current, wanted.offset)
    text.current.scrollIntoView({ block: 'nearest' })
    session.cursor.set(null)
  }, [wanted, session])

  useHighlights(text, props)
  const keys = useRowKeys(text, props)

  const seekTo = (event: MouseEvent) => {
    const element = text.current
    if (!element || event.button !== 0 || event.detail > 1 || !document.getSelection()?.isCollapsed) return
    const offset = offsetAt(element, event.clientX, event.clientY)
    if (offset !== null) player.seek(momentAt(segment, offset))
  }

  const paste = (event: ClipboardEvent) => {
    event.preventDefault()
    const plain = event.clipboardData.getData('text/plain').replace(/\s+/g, ' ')
    document.execCommand('insertText', false, plain)
  }

  const { id } = segment
  return (
    <div
      className={`segment ${spoken ? 'segment-spoken' : ''} ${props.isTurn ? 'segment-turn' : ''}`}
      data-testid="segment"
      data-id={id}
      data-index={props.index}
      data-start={segment.start_ms}
    >
      <button
        type="button"
        className="segment-time"
        tabIndex={props.focusable ? 0 : -1}
        onClick={() => player.seek(segment.start_ms)}
      >
        <span className="visually-hidden">Go to </span>
        {clock(segment.start_ms)}
      </button>
      <div className="segment-body">
        {props.isTurn && <Head {...props} />}
        {props.marked && <span className="segment-language">{languageName(props.marked)}</span>}
        <p
          ref={text}
          className="segment-text"
          dir="auto"
          lang={props.language ?? undefined}
          role={session ? 'textbox' : undefined}
          aria-multiline={session ? true : undefined}
          aria-label={
            session
              ? `Passage at ${spokenClock(segment.start_ms)}${props.name ? `, ${props.name}` : ''}`
              : undefined
          }
          aria-current={spoken || undefined}
          contentEditable={session ? 'plaintext-only' : undefined}
          suppressContentEditableWarning
          spellCheck={session !== null && props.focusable}
          tabIndex={session ? (props.focusable ? 0 : -1) : undefined}
          data-testid="segment-text"
          onInput={() =>
            session?.setText(
              id,
              (text.current?.textContent ?? '').replace(/\u00a0/g, ' ').replace(/\n/g, ' '),
            )
          }
          onKeyDown={keys}
          onPaste={paste}
          onDrop={(event) => event.preventDefault()}
          onClick={seekTo}
          onFocus={() => props.onFocus(id)}
          onBlur={() => {
            if (session && (text.current?.textContent ?? '').trim() === '' && session.indexOf(id) >= 0)
              session.remove(id)
            void session?.save()
          }}
        />
        <Remarks segment={segment} />
      </div>
      <Tools {...props} text={text} />
    </div>
  )
})

function Head({ segment, session, name, tone, focusable, onHead }: RowProps) {
  return (
    <button
      type="button"
      className="segment-speaker"
      disabled={!session}
      tabIndex={focusable ? 0 : -1}
      onClick={() => onHead(segment)}
    >
      {name ? <VoiceName name={name} tone={tone} /> : 'Speaker not known'}
    </button>
  )
}

type Text = RefObject<HTMLParagraphElement | null>

function Tools(props: RowProps & { text: Text }) {
  const { segment, index, session, focusable, onSpeaker, onTimes, onHearAgain } = props
  const player = usePlayer()
  const canComment = useContext(CommentingContext) !== null
  return (
    <div className="segment-tools">
      <IconButton
        label="Play this passage"
        tabIndex={focusable ? 0 : -1}
        onClick={() => player.playSpan(segment.start_ms, segment.end_ms)}
      >
        <Icon name="play" size={16} />
      </IconButton>
      {(session || canComment) && (
        <Menu
          label="Passage"
          tabIndex={focusable ? 0 : -1}
          trigger={<Icon name="more" size={16} />}
          testid="segment-menu"
        >
          <CommentItems {...props} />
          {session && (
            <>
              <MenuItem icon={<Icon name="person" />} onSelect={() => onSpeaker(segment)}>
                Speaker…
              </MenuItem>
              <MenuItem icon={<Icon name="clock" />} onSelect={() => onTimes(segment)}>
                Times…
              </MenuItem>
              <MenuItem icon={<Icon name="again" />} onSelect={() => onHearAgain(segment)}>
                Hear it again…
              </MenuItem>
              {replacedByTerms(segment, index).map((place) => (
                <MenuItem
                  key={place.from}
                  icon={<Icon name="undo" />}
                  onSelect={() => session.putBack(place)}
                >
                  Put back “{place.instead}”
                </MenuItem>
              ))}
              <MenuItem icon={<Icon name="merge" />} onSelect={() => session.mergeDown(segment.id)}>
                Join with the next
              </MenuItem>
              <MenuItem icon={<Icon name="trash" />} danger onSelect={() => session.remove(segment.id)}>
                Delete
              </MenuItem>
            </>
          )}
        </Menu>
      )}
    </div>
  )
}

/** On the words that were selected when the menu opened, else on the passage. */
function CommentItems({ segment, session, text }: RowProps & { text: Text }) {
  const commenting = useContext(CommentingContext)
  const [stretch] = useState(() => stretchOf(segment, text.current && selectedIn(text.current)))
  if (!commenting) return null
  return (
    <>
      <MenuItem
        icon={<Icon name="marker" />}
        onSelect={() => void commenting.highlight(stretch, session?.save())}
      >
        Highlight
      </MenuItem>
      <MenuItem
        icon={<Icon name="comment" />}
        onSelect={() =>
          commenting.open({ id: null, ...stretch, quote: wordsIn(segment, stretch) }, session?.save())
        }
      >
        Comment…
      </MenuItem>
    </>
  )
}

function selectedIn(element: HTMLElement): Place | null {
  const caret = caretIn(element)
  return caret && caret.from < caret.to ? caret : null
}

const noCursor = new Store<{ id: string; offset: number } | null>(null)

function useHighlights(text: RefObject<HTMLParagraphElement | null>, props: RowProps): void {
  const { segment, index, spoken, doubts, found, current } = props
  const player = usePlayer()
  const word = usePart(player.at, (ms) => (spoken ? wordAt(placeWords(segment), ms) : -1))
  useEffect(() => {
    const place = placeWords(segment)[word]
    return text.current && place ? light('spoken', text.current, [place]) : undefined
  }, [text, segment, word])
  useEffect(() => {
    if (!doubts || !text.current) return
    return light('doubtful', text.current, placeWords(segment).filter(isDoubtful))
  }, [text, segment, doubts])
  useEffect(() => {
    if (!doubts || !text.current) return
    return light('respelled', text.current, replacedByTerms(segment, index))
  }, [text, segment, index, doubts])
  useEffect(() => (text.current ? light('found', text.current, found) : undefined), [text, segment, found])
  const comments = useContext(CommentingContext)?.comments
  useEffect(() => {
    if (!comments || !text.current) return
    const places = comments.map((comment) => placeIn(segment, comment)).filter((place) => place !== null)
    return light('commented', text.current, places)
  }, [text, segment, comments])
  useEffect(
    () => (text.current && current ? light('current', text.current, [current]) : undefined),
    [text, segment, current],
  )
}

function useRowKeys(text: RefObject<HTMLParagraphElement | null>, props: RowProps) {
  const { segment, session, index, onGo } = props
  const player = usePlayer()
  return (event: KeyboardEvent) => {
    const element = text.current
    const caret = element && caretIn(element)
    if (!session || !element || !caret || event.nativeEvent.isComposing) return
    const length = element.textContent?.length ?? 0
    const collapsed = caret.from === caret.to
    const command = event.ctrlKey || event.metaKey
    const done = (action: () => void) => {
      event.preventDefault()
      event.stopPropagation()
      action()
    }
    if (event.key === 'Enter' && command)
      return done(() => {
        player.seek(momentAt(segment, caret.from))
        player.play()
      })
    if (event.key === 'Enter') return done(() => session.split(segment.id, caret.from))
    if (event.key === 'Backspace' && collapsed && caret.from === 0)
      return done(() => session.mergeUp(segment.id))
    if (event.key === 'Delete' && collapsed && caret.from === length)
      return done(() => session.mergeDown(segment.id))
    if (event.key === 'Escape') return done(() => element.blur())
    if (event.key === 'ArrowUp' && !event.shiftKey && atEdge(element, -1))
      return done(() => onGo(index - 1, 'end'))
    if (event.key === 'ArrowDown' && !event.shiftKey && atEdge(element, 1))
      return done(() => onGo(index + 1, 'start'))
    if (command && /^[biu]$/i.test(event.key)) return done(() => {})
  }
}
