/** The documents that are being edited on this page. */

import { call, type Answer } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import { Problem } from '../api/problem.ts'
import type { Body, Document, Project } from '../api/types.ts'
import { adopt, drop, hasDraft, keep } from '../drafts/browser.ts'
import { Editors } from '../drafts/editors.ts'
import { bare } from '../logic/bodies.ts'
import type { Port, Unsaved } from '../logic/documentSaver.ts'
import type { Place } from '../logic/drafts.ts'
import { operationsBetween, type Operation } from '../logic/operations.ts'
import { KINDS } from '../kinds/registry.ts'
import { DocumentSession, heldOf } from './session.ts'

const editors = new Editors<DocumentSession>()

/** The session of a document. */
export function sessionOf(
  user: string,
  project: Project,
  document: Document,
  etag: string | null,
): DocumentSession {
  const place: Place = { user, kind: 'document', id: document.id }
  const name = `${KINDS[document.kind].label} of “${project.title}”`
  const port = portOf(place, name, `/projects/${project.id}/${document.kind}`, document)
  const make = () => new DocumentSession(name, port, heldOf(document, etag), hasDraft(place))
  return editors.of(document.id, project.id, make)
}

function portOf(place: Place, name: string, href: string, { id, project_id }: Document): Port {
  const path = `/documents/${id}` as const
  const seen = (answer: Answer<Document>) => {
    show(answer, project_id)
    return heldOf(answer.data, answer.etag)
  }
  return {
    read: async () => seen(await call(path)),
    write: async (body, saved, etag, apart) => {
      const send = async (edit: { body: Body } | { operations: Operation[] }) => {
        const wanted = { ...edit, new_version: apart }
        return seen(await call(path, { method: 'PATCH', body: wanted, ifMatch: etag }))
      }
      const whole = bare(body)
      const operations = operationsBetween(bare(saved), whole)
      if (!operations) return send({ body: whole })
      // Of a whole body the server says in words which field it refuses.
      return send({ operations }).catch((error: unknown) => {
        if (error instanceof Problem && error.status === 422) return send({ body: whole })
        throw error
      })
    },
    keep: (work, base) => keep<Unsaved>(place, { work: small(work), base, name, href }),
    drop: () => drop(place),
    adopt: (take) => adopt<Unsaved>(place, ({ work, base }) => take(work, base)),
  }
}

const small = (work: Unsaved): Unsaved => ({
  ...work,
  body: bare(work.body),
  sent: work.sent && bare(work.sent),
})

/** Everything that shows the document shows this state of it, and no older one that is still on its way. */
function show(answer: Answer<Document>, projectId: string): void {
  const queryKey = ['document', answer.data.id]
  void queryClient.cancelQueries({ queryKey })
  queryClient.setQueryData(queryKey, answer)
  void queryClient.invalidateQueries({ queryKey: ['documents', projectId] })
}
