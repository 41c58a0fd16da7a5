/** The transcripts that are being edited on this page. */

import type { Project, Transcript } from '../api/types.ts'
import { Editors } from '../drafts/editors.ts'
import { TranscriptSession } from './session.ts'

const editors = new Editors<TranscriptSession>()

/** The session of a project's transcript. */
export function sessionOf(
  user: string,
  project: Project,
  transcript: Transcript,
  etag: string | null,
): TranscriptSession {
  const edited = {
    place: { user, kind: 'transcript', id: project.id },
    name: `Transcript of “${project.title}”`,
    href: `/projects/${project.id}`,
    path: `/projects/${project.id}/transcript`,
    project: `/projects/${project.id}`,
  } as const
  return editors.of(project.id, project.id, () => new TranscriptSession(edited, transcript, etag))
}
