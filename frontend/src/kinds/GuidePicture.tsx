import { useRef, useState, type CSSProperties, type PointerEvent } from 'react'
import { flushSync } from 'react-dom'
import type { GuideStep, Mark, MarkKind, StepPicture } from '../api/types.ts'
import { WHOLE, spanned, type Box, type Point } from '../logic/boxes.ts'
import { put } from '../logic/body.ts'
import { clock } from '../logic/format.ts'
import { newMark, placeOf } from '../logic/marks.ts'
import { EditableText } from '../ui/EditableText.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { Editing } from './kind.ts'
import { MovableBox, placeStyle } from './MovableBox.tsx'
import { PictureBar, type Tool } from './PictureBar.tsx'
import { PictureMarks } from './PictureMarks.tsx'

type Props = {
  step: GuideStep
  picture: StepPicture
  index: number
  edit: Editing
  hasVideo: boolean
  onScreen: () => void
  onOwn: (file: File) => void
  onNone: () => void
  onLarge: () => void
}

const FIRST_CROP: Box = [0.1, 0.1, 0.8, 0.8]
/** A drag that is shorter is a click. */
const SHORTEST = 0.015
/** A part of a screen is enlarged no more. */
const ENLARGED = 1.25
/** No picture is higher: one sees all of it at once. */
const HIGHEST = 'min(75dvh, 40rem)'

/** The picture of a step with its marks, and a bar to change both. */
export function GuidePicture({ step, picture, index, edit, hasVideo, ...on }: Props) {
  const root = useRef<HTMLElement>(null)
  const bar = useRef<HTMLDivElement>(null)
  const [tool, setTool] = useState<Tool | null>(null)
  const [newest, setNewest] = useState<number | null>(null)
  const number = index + 1
  const marks = picture.marks ?? []
  const shown: Box = tool === 'crop' ? WHOLE : (picture.crop ?? WHOLE)

  const set = (key: 'marks' | 'crop' | 'alt', value: unknown) =>
    edit.set(['steps', index, 'picture', key], value)
  // Of its own in the history, unlike one move of a mark after another.
  const setMarks = (next: Mark[]) =>
    edit.change((body) => put(body, ['steps', index, 'picture', 'marks'], next))
  const toBar = () => bar.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
  const add = (kind: MarkKind, box: Box) => {
    setNewest(marks.length)
    setTool(null)
    setMarks([...marks, newMark(kind, box, marks)])
  }
  const remove = (at: number) => {
    flushSync(() => setMarks(marks.toSpliced(at, 1)))
    const left = root.current?.querySelectorAll<HTMLElement>('.picture-mark')
    const next = left?.[Math.min(at, left.length - 1)]
    if (next) next.focus()
    else toBar()
  }
  const crop = ([x, y, width, height]: Box) =>
    set('crop', width > 0.995 && height > 0.995 ? null : [x, y, width, height])
  const leave = () => {
    setTool(null)
    toBar()
  }

  return (
    <figure ref={root} className={tool ? 'guide-picture guide-picture-drawn' : 'guide-picture'}>
      <PictureBar
        root={bar}
        number={number}
        tool={tool}
        isCropped={Boolean(picture.crop)}
        hasProposed={marks.some((mark) => mark.proposed)}
        hasVideo={hasVideo}
        onTool={(next, byKeys) => {
          if (byKeys && next && next !== 'crop') add(next, placeOf(next, shown))
          else {
            setTool(next)
            setNewest(null)
          }
        }}
        onScreen={on.onScreen}
        onOwn={on.onOwn}
        onWhole={() => set('crop', null)}
        onDismiss={() => setMarks(marks.filter((mark) => !mark.proposed))}
        onNone={on.onNone}
      />
      {picture.url ? (
        <Frame
          picture={picture}
          shown={shown}
          alt={altOf(step.heading, picture, number)}
          tool={tool}
          onDraw={(box, at) => {
            if (tool === 'crop') crop(box)
            else if (tool) add(tool, at ? placeOf(tool, shown, at) : box)
          }}
          onLeave={leave}
          onLarge={on.onLarge}
        >
          {tool === 'crop' ? (
            <Crop
              box={(picture.crop as Box | null | undefined) ?? FIRST_CROP}
              onChange={crop}
              onLeave={leave}
            />
          ) : (
            <PictureMarks
              marks={marks}
              number={number}
              ratio={ratioOf(picture)}
              shown={shown}
              newest={newest}
              onChange={(next: Mark[]) => set('marks', next)}
              onRemove={remove}
              onLeave={toBar}
            />
          )}
        </Frame>
      ) : (
        <p className="guide-missing" role="status">
          <Icon name="picture" /> The picture at {clock(picture.at_ms)} is being taken…
        </p>
      )}
      <figcaption className={picture.alt ? undefined : 'guide-alt-missing'}>
        <span aria-hidden="true">Alternative text</span>
        <EditableText
          value={picture.alt ?? ''}
          label={`Alternative text of the picture of step ${number}`}
          pointer={`/steps/${index}/picture/alt`}
          problem={edit.problemAt(`/steps/${index}/picture/alt`)}
          placeholder="What the picture shows, for those who do not see it"
          onChange={(text) => set('alt', text)}
        />
        {marks.some(({ kind }) => kind === 'blur') && (
          <span className="guide-blurred">
            What is blurred cannot be read in any file or link that leaves.
          </span>
        )}
      </figcaption>
    </figure>
  )
}

function Crop({ box, onChange, onLeave }: { box: Box; onChange: (box: Box) => void; onLeave: () => void }) {
  const accept = () => {
    onChange(box)
    onLeave()
  }
  return (
    <div className="picture-marks" role="application" aria-label="Crop">
      <MovableBox
        className="crop-box"
        box={box}
        label="What is shown of the picture; arrow keys move it, with Alt they size it, Enter accepts it"
        isNew
        onChange={onChange}
        onAccept={accept}
        onLeave={onLeave}
      />
    </div>
  )
}

/** What is read to those who do not see a picture. */
export function altOf(heading: string, { alt, own, at_ms }: StepPicture, number: number): string {
  return alt || `${own ? 'The picture' : `The screen at ${clock(at_ms)}`}, step ${number}: ${heading}`
}

/** How much wider than high a picture is. */
export const ratioOf = ({ width, height }: StepPicture) => (width ?? 16) / (height ?? 9)

type FrameProps = {
  picture: StepPicture
  shown: Box
  alt: string
  tool: Tool | null
  /** What was drawn; `at` where it was a click. */
  onDraw: (box: Box, at: Point | null) => void
  onLeave: () => void
  onLarge: () => void
  children: React.ReactNode
}

/** The part of a picture that is shown, with what stands on it. A pointer draws on it while there is a tool. */
function Frame({ picture, shown, alt, tool, onDraw, onLeave, onLarge, children }: FrameProps) {
  const canvas = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState<Box | null>(null)
  const [x, y, width, height] = shown
  const ratio = (ratioOf(picture) * width) / height
  const most = picture.width && width < 1 ? `${picture.width * width * ENLARGED}px` : '100%'
  const frame: CSSProperties = {
    aspectRatio: String(ratio),
    maxWidth: `min(${most}, ${HIGHEST} * ${ratio})`,
  }
  const looks = ['guide-frame', tool && 'guide-frame-drawing', ratio < 1 && 'guide-frame-upright']
  const whole = placeStyle([-x / width, -y / height, 1 / width, 1 / height])

  const start = (event: PointerEvent<HTMLDivElement>) => {
    if (!tool || event.button !== 0) return
    event.preventDefault()
    const element = event.currentTarget
    const place = canvas.current!.getBoundingClientRect()
    const pointAt = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => [
      (clientX - place.left) / place.width,
      (clientY - place.top) / place.height,
    ]
    const from = pointAt(event)
    let box = spanned(from, from)
    const move = (next: globalThis.PointerEvent) => {
      box = spanned(from, pointAt(next))
      setDrawn(box)
    }
    const end = (next: globalThis.PointerEvent) => {
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', end)
      element.removeEventListener('pointercancel', end)
      setDrawn(null)
      if (next.type !== 'pointerup') return
      const isClick = box[2] < SHORTEST && box[3] < SHORTEST
      if (!isClick || tool !== 'crop') onDraw(box, isClick ? from : null)
    }
    element.setPointerCapture(event.pointerId)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', end)
    element.addEventListener('pointercancel', end)
  }

  return (
    <div
      className={looks.filter(Boolean).join(' ')}
      style={frame}
      onPointerDown={start}
      onKeyDown={(event) => event.key === 'Escape' && tool && onLeave()}
    >
      <div ref={canvas} className="guide-canvas" style={whole}>
        <button
          type="button"
          className="guide-open"
          title="Show it large"
          onClick={onLarge}
          data-testid="enlarge"
        >
          <img
            src={picture.url!}
            width={picture.width ?? undefined}
            height={picture.height ?? undefined}
            loading="lazy"
            alt={alt}
            draggable={false}
          />
        </button>
        {children}
        {drawn && (
          <span
            className={`picture-mark picture-mark-${tool} drawn`}
            style={placeStyle(drawn)}
            aria-hidden="true"
          />
        )}
      </div>
    </div>
  )
}
