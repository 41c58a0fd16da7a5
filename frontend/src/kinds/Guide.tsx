import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { describe } from '../api/problem.ts'
import type { Body, GuideBody, GuideStep, StepPicture } from '../api/types.ts'
import { placeItem, put, removeItem } from '../logic/body.ts'
import { otherPicture, withNewStep, withOwnPicture, withStepAgain } from '../logic/guide.ts'
import { Button } from '../ui/Button.tsx'
import { caretIn, placeCaret } from '../ui/caret.ts'
import { EditableText } from '../ui/EditableText.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import { Cite } from './Cite.tsx'
import { sideOf, useDragging } from './dragging.ts'
import { altOf, GuidePicture, ratioOf } from './GuidePicture.tsx'
import { GuidePoints } from './GuidePoints.tsx'
import { GuideStepView, NoPicture } from './GuideStepView.tsx'
import type { Editing, ViewProps } from './kind.ts'
import { addOwnPicture } from './ownPicture.ts'
import { LargePicture, type Shown } from './LargePicture.tsx'
import { StillMarks } from './PictureMarks.tsx'
import { PicturePicker } from './PicturePicker.tsx'

/** A guide, read and written in the same place. */
export function Guide({ body, project, documentId, edit }: ViewProps<GuideBody>) {
  const list = useRef<HTMLOListElement>(null)
  const [picking, setPicking] = useState<number | null>(null)
  const [large, setLarge] = useState<number | null>(null)
  const [said, say] = useState('')
  const { steps } = body
  const change = (next: (guide: GuideBody) => GuideBody) => edit.change((now: Body) => next(now as GuideBody))
  const hasVideo = project.media?.has_video ?? false

  const move = (from: number, to: number) => {
    if (to < 0 || to >= steps.length) return
    keepFocus(() => change((guide) => placeItem(guide, ['steps'], from, to)))
    list.current?.children[to]?.scrollIntoView({ block: 'nearest' })
    say(`“${steps[from]!.heading}” is now step ${to + 1} of ${steps.length}.`)
  }
  const { drag, start } = useDragging(list, move)

  const insert = (index: number) => {
    change((guide) => withNewStep(guide, index))
    edit.show(`/steps/${index}`)
  }
  const remove = (index: number) => {
    const step = steps[index]!
    flushSync(() => change((guide) => removeItem(guide, ['steps'], index)))
    const next = list.current?.children[Math.min(index, steps.length - 2)]
    next?.querySelector<HTMLElement>('.guide-handle')?.focus()
    tellRemoved(index + 1, () => {
      change((guide) => withStepAgain(guide, index, step))
      edit.show(`/steps/${index}`)
    })
  }
  const setPicture = (index: number, picture: StepPicture | null) => {
    change((guide) => put(guide, ['steps', index, 'picture'], picture))
    if (picture && !picture.url) edit.savePicture()
  }
  const waysTo = (index: number) => ({
    hasVideo,
    onScreen: () => setPicking(index),
    onOwn: (file: File) => {
      const { id } = steps[index]!
      addOwnPicture(documentId, file).then(
        (own) => change((guide) => withOwnPicture(guide, id, own)),
        (error: unknown) => toast(describe(error).detail),
      )
    },
  })

  return (
    <>
      <Head body={body} edit={edit} />
      <GuidePoints
        title="Before you start"
        list="prerequisites"
        item="prerequisite"
        items={body.prerequisites}
        edit={edit}
      />
      <ol className="guide-steps" ref={list}>
        {steps.map((step, index) => (
          <GuideStepView
            key={step.id}
            step={step}
            index={index}
            count={steps.length}
            edit={edit}
            drop={sideOf(drag, index)}
            isDragged={drag?.from === index}
            onDrag={(event) => start(index, event)}
            onMove={(to) => move(index, to)}
            onInsert={insert}
            onRemove={() => remove(index)}
          >
            {step.picture ? (
              <GuidePicture
                {...waysTo(index)}
                step={step}
                picture={step.picture}
                index={index}
                edit={edit}
                onNone={() => setPicture(index, null)}
                onLarge={() => setLarge(index)}
              />
            ) : (
              <NoPicture {...waysTo(index)} number={index + 1} />
            )}
          </GuideStepView>
        ))}
      </ol>
      <Button
        look="quiet"
        className="guide-add"
        icon={<Icon name="plus" size={16} />}
        onClick={() => insert(steps.length)}
      >
        Add a step
      </Button>
      <GuidePoints
        title="Good to know"
        list="troubleshooting"
        item="hint"
        items={body.troubleshooting}
        edit={edit}
      />
      <p className="visually-hidden" role="status">
        {said}
      </p>
      {large !== null && <LargePicture {...pictured(steps, large)} onClose={() => setLarge(null)} />}
      {picking !== null && steps[picking] && (
        <Picker
          project={project}
          documentId={documentId}
          steps={steps}
          index={picking}
          onClose={() => setPicking(null)}
          onPick={(picture) => setPicture(picking, picture)}
        />
      )}
    </>
  )
}

type PickerProps = Pick<ViewProps<GuideBody>, 'project' | 'documentId'> & {
  steps: GuideStep[]
  index: number
  onPick: (picture: StepPicture) => void
  onClose: () => void
}

/** Chooses another screen for a step. */
function Picker({ steps, index, onPick, onClose, ...of }: PickerProps) {
  const { picture, start_ms } = steps[index]!
  const pick = (at_ms: number) => {
    onClose()
    if (picture?.at_ms !== at_ms || picture.own) onPick(otherPicture(steps, index, { at_ms }))
  }
  const at = picture?.at_ms ?? start_ms
  return <PicturePicker {...of} steps={steps} index={index} atMs={at} onClose={onClose} onPick={pick} />
}

/** The pictures that are there, and the place of that of a step among them. */
function pictured(steps: readonly GuideStep[], step: number): { pictures: Shown[]; index: number } {
  const pictures = steps.map(({ picture, heading }, i) =>
    picture?.url
      ? [
          {
            ...picture,
            url: picture.url,
            alt: altOf(heading, picture, i + 1),
            children: <StillMarks marks={picture.marks ?? []} ratio={ratioOf(picture)} />,
          },
        ]
      : [],
  )
  return { pictures: pictures.flat(), index: pictures.slice(0, step).flat().length }
}

const tellRemoved = (number: number, undo: () => void) =>
  toast(`Step ${number} is removed.`, { label: 'Undo', run: undo })

function Head({ body, edit }: { body: GuideBody; edit: Editing }) {
  return (
    <>
      <h1>
        <EditableText
          value={body.title}
          label="Title"
          pointer="/title"
          problem={edit.problemAt('/title')}
          placeholder="Title"
          onChange={(text) => edit.set(['title'], text)}
          onEnter={() => edit.show('/goal')}
        />{' '}
        <Cite ids={body.title_segment_ids} />
      </h1>
      <p className="lead">
        <EditableText
          value={body.goal}
          label="Goal"
          pointer="/goal"
          problem={edit.problemAt('/goal')}
          placeholder="What one can do after it"
          hasParagraphs
          onChange={(text) => edit.set(['goal'], text)}
        />
      </p>
    </>
  )
}

/** Do what moves elements, and leave the focus and the cursor where they were. */
function keepFocus(work: () => void): void {
  const focused = document.activeElement as HTMLElement | null
  const caret = focused?.isContentEditable ? caretIn(focused) : null
  flushSync(work)
  focused?.focus({ preventScroll: true })
  if (focused && caret) placeCaret(focused, caret.from)
}
