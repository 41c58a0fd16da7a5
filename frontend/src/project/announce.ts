/** Says in the page title and in a notification that a recording is ready. */

import { useEffect, useRef } from 'react'
import type { Project } from '../api/types.ts'
import { percent } from '../logic/format.ts'
import { isActive } from '../logic/status.ts'

export function useAnnounce(project: Project | undefined): void {
  const wasActive = useRef(false)
  useEffect(() => {
    if (!project) return
    const active = isActive(project)
    const sign = active
      ? `${percent(project.progress)} · `
      : project.status === 'ready' && wasActive.current
        ? 'Ready · '
        : ''
    document.title = `${sign}${project.title} · Clueso`
    if (wasActive.current && !active && document.hidden) notify(project)
    wasActive.current = active
  }, [project])
}

function notify(project: Project): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const words =
    project.status === 'ready' ? 'Its transcript and documents are ready.' : 'The work has stopped.'
  const notification = new Notification(project.title, { body: words, tag: project.id })
  notification.onclick = () => window.focus()
}
