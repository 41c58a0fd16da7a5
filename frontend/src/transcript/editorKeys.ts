/** The keys of the editor of a transcript, wherever the focus is. */

import { useEffect, useEffectEvent } from 'react'
import type { TranscriptSession } from './session.ts'

export function useEditorKeys(session: TranscriptSession, onFind: () => void): void {
  const find = useEffectEvent(onFind)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector('dialog[open]')) return
      const key = event.key.toLowerCase()
      const inField = /^(INPUT|TEXTAREA)$/.test((event.target as HTMLElement).tagName)
      const act = (action: () => void) => {
        event.preventDefault()
        action()
      }
      if (key === 'f' || key === 'h') act(() => find())
      else if (key === 's') act(() => void session.save())
      else if (inField) return
      else if (key === 'z' && !event.shiftKey) act(session.undo)
      else if (key === 'y' || (key === 'z' && event.shiftKey)) act(session.redo)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [session])
}
