/** The keys that save and undo, while no other field or dialog has them. */

import { useEffect, type RefObject } from 'react'
import type { DocumentSession } from './session.ts'

/** `root` holds the document and its fields. */
export function useEditKeys(session: DocumentSession, root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector('dialog[open]')) return
      const target = event.target as HTMLElement
      const isOtherField = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !root.current?.contains(target)
      const key = event.key.toLowerCase()
      const action = {
        s: session.saveOrShow,
        y: session.redo,
        z: event.shiftKey ? session.redo : session.undo,
      }[key]
      if (!action || isOtherField) return
      event.preventDefault()
      void action()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [session, root])
}
