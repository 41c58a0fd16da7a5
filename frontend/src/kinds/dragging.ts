/** Moves an item of a list with a pointer. */

import { useState, type PointerEvent, type RefObject } from 'react'

/** So near the edge of the window the page scrolls, by so much a frame. */
const EDGE_PX = 80
const SCROLL_PX = 10

export type Drag = { from: number; to: number }

/** Returns what is dragged and to which place among the others, and what begins it. `list` holds the items as its children. */
export function useDragging(list: RefObject<HTMLElement | null>, onDrop: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<Drag | null>(null)

  const start = (from: number, event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.preventDefault()
    const handle: HTMLElement = event.currentTarget
    handle.focus({ preventScroll: true })
    const ended = new AbortController()
    let y = event.clientY
    let to = from
    let frame = 0
    const look = () => {
      if (y < EDGE_PX) window.scrollBy(0, -SCROLL_PX)
      else if (y > window.innerHeight - EDGE_PX) window.scrollBy(0, SCROLL_PX)
      const others = [...(list.current?.children ?? [])].toSpliced(from, 1)
      to = others.filter((other) => middleOf(other) < y).length
      setDrag((now) => (now?.to === to ? now : { from, to }))
      frame = requestAnimationFrame(look)
    }
    const end = (drops: boolean) => {
      ended.abort()
      cancelAnimationFrame(frame)
      setDrag(null)
      if (drops && to !== from) onDrop(from, to)
    }
    handle.setPointerCapture(event.pointerId)
    const { signal } = ended
    handle.addEventListener('pointermove', (next) => (y = next.clientY), { signal })
    handle.addEventListener('pointerup', () => end(true), { signal })
    handle.addEventListener('pointercancel', () => end(false), { signal })
    handle.addEventListener('keydown', (next) => next.key === 'Escape' && end(false), { signal })
    look()
  }
  return { drag, start }
}

function middleOf(element: Element): number {
  const { top, height } = element.getBoundingClientRect()
  return top + height / 2
}

/** The side of an item at which the dragged one would be put down; null for the others. */
export function sideOf(drag: Drag | null, index: number): 'before' | 'after' | null {
  if (!drag || drag.to === drag.from || index !== drag.to) return null
  return drag.to < drag.from ? 'before' : 'after'
}
