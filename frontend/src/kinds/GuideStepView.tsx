import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { GuideStep } from '../api/types.ts'
import { mergeItem, repeats } from '../logic/body.ts'
import { EditableText } from '../ui/EditableText.tsx'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Menu, MenuItem } from '../ui/Menu.tsx'
import { Cite } from './Cite.tsx'
import type { Editing } from './kind.ts'
import { OwnFile } from './PictureBar.tsx'

type Props = {
  step: GuideStep
  index: number
  count: number
  edit: Editing
  /** The side at which a dragged step would be put down. */
  drop: 'before' | 'after' | null
  isDragged: boolean
  onDrag: (event: PointerEvent<HTMLElement>) => void
  onMove: (to: number) => void
  onInsert: (index: number) => void
  onRemove: () => void
  /** The picture, or what adds one. */
  children: React.ReactNode
}

/** A step of a guide: its texts are written where they are read. */
export function GuideStepView({ step, index, count, edit, drop, isDragged, ...on }: Props) {
  const [addsResult, setAddsResult] = useState(false)
  // Nothing goes when the focus leaves: what one is about to press would go from under the pointer.
  const [isBegun, setBegun] = useState(false)
  const number = index + 1
  const base = `/steps/${index}`
  const isRepetition = !isBegun && repeats(step.text, step.heading) && edit.problemAt(`${base}/text`) === null

  const text = (key: 'heading' | 'text' | 'result', label: string) => ({
    value: step[key] ?? '',
    label: `${label} of step ${number}`,
    pointer: `${base}/${key}`,
    problem: edit.problemAt(`${base}/${key}`),
    onChange: (value: string) =>
      edit.set(['steps', index, key], key === 'result' && value.trim() === '' ? null : value),
  })

  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (by === undefined || !event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    on.onMove(index + by)
  }

  return (
    <li
      className={`guide-step ${step.picture ? 'guide-step-pictured' : ''} ${drop ? `guide-step-${drop}` : ''} ${isDragged ? 'guide-step-dragged' : ''}`}
      data-testid="guide-step"
      data-pointer={base}
      onKeyDown={onKeyDown}
    >
      <Insert
        label={index === 0 ? 'Insert a step at the beginning' : `Insert a step after step ${index}`}
        onClick={() => on.onInsert(index)}
      />
      <div className="guide-words">
        <div className="guide-head">
          <h2>
            <span className="guide-number" aria-hidden="true">
              {number}
            </span>
            <span className="guide-title" onFocus={() => setBegun(true)}>
              <EditableText
                {...text('heading', 'Heading')}
                placeholder="What this step does"
                onEnter={() => edit.show(`${base}/text`)}
              />{' '}
              <Cite at={step.start_ms} />
            </span>
          </h2>
          <div className="guide-tools">
            <IconButton
              label={`Move step ${number}: drag it, or press Alt and an arrow key`}
              className="guide-handle"
              onPointerDown={on.onDrag}
              data-testid="move-step"
            >
              <Icon name="grip" size={18} />
            </IconButton>
            <Menu label={`Step ${number}`} trigger={<Icon name="more" size={18} />} testid="step-menu">
              <MenuItem
                icon={<Icon name="up" />}
                disabled={index === 0}
                onSelect={() => on.onMove(index - 1)}
              >
                Move up
              </MenuItem>
              <MenuItem
                icon={<Icon name="down" />}
                disabled={index === count - 1}
                onSelect={() => on.onMove(index + 1)}
              >
                Move down
              </MenuItem>
              <MenuItem
                icon={<Icon name="merge" />}
                disabled={index === count - 1}
                onSelect={() => edit.change((body) => mergeItem(body, ['steps'], index))}
              >
                Join with the next
              </MenuItem>
              <MenuItem
                icon={<Icon name="plus" />}
                disabled={step.result !== null && step.result !== undefined}
                onSelect={() => {
                  setAddsResult(true)
                  edit.show(`${base}/result`)
                }}
              >
                Say what happens then
              </MenuItem>
              <MenuItem icon={<Icon name="trash" />} danger onSelect={on.onRemove}>
                Remove
              </MenuItem>
            </Menu>
          </div>
        </div>
        <p
          className={isRepetition ? 'guide-text guide-text-repeats' : 'guide-text'}
          onFocus={() => setBegun(true)}
        >
          <EditableText {...text('text', 'Text')} hasParagraphs placeholder="What to do" />
        </p>
        {(step.result || addsResult) && (
          <p className="guide-result">
            <EditableText {...text('result', 'Result')} hasParagraphs placeholder="What happens then" />
          </p>
        )}
      </div>
      {on.children}
    </li>
  )
}

/** Adds a step between two others. */
function Insert({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <div className="guide-insert">
      <IconButton label={label} onClick={onClick} data-testid="insert-step">
        <Icon name="plus" size={16} />
      </IconButton>
    </div>
  )
}

type NoPictureProps = { number: number; hasVideo: boolean; onScreen: () => void; onOwn: (file: File) => void }

/** Where a step has no picture: the ways to one. */
export function NoPicture({ number, hasVideo, onScreen, onOwn }: NoPictureProps) {
  const file = useRef<HTMLInputElement>(null)
  return (
    <div className="guide-no-picture" role="group" aria-label={`No picture of step ${number}`}>
      {hasVideo && (
        <Button
          look="quiet"
          icon={<Icon name="picture" size={16} />}
          onClick={onScreen}
          data-testid="pick-picture"
        >
          Choose a screen
        </Button>
      )}
      <Button look="quiet" icon={<Icon name="upload" size={16} />} onClick={() => file.current?.click()}>
        Your own picture
      </Button>
      <OwnFile ref={file} onChoose={onOwn} />
    </div>
  )
}
