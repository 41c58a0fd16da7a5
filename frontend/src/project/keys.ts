/** The keys of a project, wherever the focus is, but never while somebody types. */

import { useEffect } from 'react'
import { SPEEDS, type Player } from '../player/player.ts'

function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  if (!element) return false
  // A bar takes arrows only: whoever has clicked the player's goes on with its keys.
  if (element instanceof HTMLInputElement && element.type === 'range') return false
  return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)
}

/** The keys for how the recording is shown and heard. */
const looks = (player: Player): Record<string, () => void> => ({
  m: player.toggleMuted,
  '+': () => player.louder(1),
  '-': () => player.louder(-1),
  c: player.toggleCaptions,
  t: player.toggleTheatre,
  f: player.toggleFull,
  p: player.togglePicture,
  '[': () => player.goChapter(-1),
  ']': () => player.goChapter(1),
})

export function useProjectKeys(player: Player, onHelp: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return
      // With Alt they work while typing, too.
      const typing = isTyping(event.target)
      if ((typing && !event.altKey) || event.ctrlKey || event.metaKey) return
      const onButton = (event.target as HTMLElement).closest?.('button, a, [role="tab"], summary')
      const key = event.altKey ? event.code.replace(/^Key/, '').toLowerCase() : event.key.toLowerCase()
      const { speed } = player.state.get()
      const actions: Record<string, () => void> = {
        k: player.toggle,
        j: () => player.skip(-5_000),
        l: () => player.skip(5_000),
        ',': () => player.setSpeed(SPEEDS.findLast((s) => s < speed) ?? speed),
        '.': () => player.setSpeed(SPEEDS.find((s) => s > speed) ?? speed),
        ...(event.altKey ? {} : { '?': onHelp, ...looks(player) }),
        ...(onButton || event.altKey ? {} : { ' ': player.toggle }),
      }
      const action = actions[key]
      if (!action) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [player, onHelp])
}
