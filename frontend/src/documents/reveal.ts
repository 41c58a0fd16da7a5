/** Brings a part of a document that is written into sight. */

import { useLayoutEffect, type RefObject } from 'react'
import { useStore } from '../store.ts'
import type { DocumentSession } from './session.ts'

const MOST_FRAMES = 10
const FIELDS = 'textarea, input, [role="textbox"]'

/** Follow what a session wants to be seen: scroll to it, and put the cursor there if that is wanted. */
export function useReveal(session: DocumentSession, root: RefObject<HTMLElement | null>): void {
  const wanted = useStore(session.reveal)
  useLayoutEffect(() => {
    if (!wanted) return
    let frame = 0
    // Of a long list the part may have to be drawn first.
    const look = (frames: number) => {
      const found = root.current && partAt(root.current, wanted.pointer)
      if (frames < MOST_FRAMES && found?.dataset.pointer !== wanted.pointer) {
        frame = requestAnimationFrame(() => look(frames + 1))
        return
      }
      found?.scrollIntoView({ block: 'center' })
      if (wanted.focus) (found?.matches(FIELDS) ? found : found?.querySelector<HTMLElement>(FIELDS))?.focus()
      session.reveal.set(null)
    }
    look(0) // at once where it is there: a fast writer's next letter must not go into the field before
    return () => cancelAnimationFrame(frame)
  }, [wanted, session, root])
}

/** The element of a pointer, or of the nearest part around it that has one. */
function partAt(root: HTMLElement, pointer: string): HTMLElement | null {
  for (let path = pointer; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    const found = root.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(path)}"]`)
    if (found) return found
  }
  return null
}
