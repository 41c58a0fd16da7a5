import {
  useEffect,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react'
import { nudged, moved, scaled, sized, type Box } from '../logic/boxes.ts'

type Props = {
  box: Box
  label: string
  className: string
  /** Whether it takes the focus when it appears. */
  isNew?: boolean
  onChange: (box: Box) => void
  onRemove?: () => void
  /** Enter. */
  onAccept?: () => void
  /** Escape. */
  onLeave?: () => void
  children?: ReactNode
}

const STEP = 0.01
const LARGE_STEP = 0.05
const GROWTH = 1.1

/** Where a box of fractions stands in the element around it. */
export const placeStyle = ([x, y, width, height]: Box): CSSProperties => ({
  left: `${x * 100}%`,
  top: `${y * 100}%`,
  width: `${width * 100}%`,
  height: `${height * 100}%`,
})

/** A box on a picture that is moved and resized, with a pointer or with keys. */
export function MovableBox({ box, label, className, isNew = false, children, ...on }: Props) {
  const ref = useRef<HTMLButtonElement>(null)
  // While a pointer drags it, the box is not written anywhere else.
  const [dragged, setDragged] = useState<Box | null>(null)
  useEffect(() => {
    if (isNew) ref.current?.focus({ preventScroll: true })
  }, [isNew])

  const startDrag = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.preventDefault()
    event.stopPropagation()
    const element = ref.current!
    element.focus({ preventScroll: true })
    const change = (event.target as HTMLElement).dataset.corner === undefined ? moved : sized
    const whole = element.offsetParent!.getBoundingClientRect()
    const { clientX, clientY } = event
    let last = box
    const move = (next: globalThis.PointerEvent) => {
      last = change(box, (next.clientX - clientX) / whole.width, (next.clientY - clientY) / whole.height)
      setDragged(last)
    }
    const end = (next: globalThis.PointerEvent) => {
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', end)
      element.removeEventListener('pointercancel', end)
      setDragged(null)
      if (next.type === 'pointerup' && last !== box) on.onChange(last)
    }
    element.setPointerCapture(event.pointerId)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', end)
    element.addEventListener('pointercancel', end)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event
    const command = event.ctrlKey || event.metaKey
    const step = event.shiftKey ? LARGE_STEP : STEP
    const next =
      nudged(box, key, step, event.altKey || command) ??
      (!command && (key === '+' || key === '=') ? scaled(box, GROWTH) : null) ??
      (!command && key === '-' ? scaled(box, 1 / GROWTH) : null)
    const action = next
      ? () => on.onChange(next)
      : { Delete: on.onRemove, Backspace: on.onRemove, Enter: on.onAccept, Escape: on.onLeave }[key]
    if (!action) return
    event.preventDefault()
    event.stopPropagation()
    action()
  }

  return (
    <button
      ref={ref}
      type="button"
      className={`movable ${className}`}
      style={placeStyle(dragged ?? box)}
      aria-label={label}
      onPointerDown={startDrag}
      onKeyDown={onKeyDown}
    >
      {children}
      <span className="movable-corner" data-corner="" aria-hidden="true" />
    </button>
  )
}
