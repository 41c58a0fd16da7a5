/** The session of the document that a page shows, kept in step with what the server says. */

import { useEffect, useState } from 'react'
import type { Document, Project } from '../api/types.ts'
import { useAuth } from '../auth/session.ts'
import { kindWord } from '../kinds/names.ts'
import { toast } from '../ui/toasts.tsx'
import { heldOf, type DocumentSession } from './session.ts'
import { sessionOf } from './sessions.ts'

export function useDocumentSession(
  project: Project,
  document: Document,
  etag: string | null,
): DocumentSession {
  const { userId } = useAuth()
  const [session] = useState(() => sessionOf(userId!, project, document, etag))

  useEffect(() => {
    const came = session.see(heldOf(document, etag))
    if (came && session.editing.get())
      toast(`The ${kindWord(document.kind)} was changed in another place. Undo brings yours back.`)
  }, [session, document, etag])

  useEffect(() => {
    void session.resume().then((found) => {
      if (found) {
        session.editing.set(true)
        toast('What you had typed and not saved is here again.')
      }
      if (!session.isSaved) void session.save()
    })
    const onVisible = () => void (window.document.hidden && session.save())
    window.document.addEventListener('visibilitychange', onVisible)
    return () => {
      window.document.removeEventListener('visibilitychange', onVisible)
      void session.save()
    }
  }, [session])
  return session
}
