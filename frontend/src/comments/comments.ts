/** The comments on a recording: those that the server has, and those that somebody has begun to write. */

import { createContext, useState } from 'react'
import { call } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import { commentsQuery, queryClient } from '../api/queries.ts'
import type { Comment } from '../api/types.ts'
import type { useMember } from '../auth/role.ts'
import type { Stretch } from '../logic/gaps.ts'
import { recall, remember } from '../storage.ts'

/** What somebody comments on: a stretch in which something is said, or a comment that there is. */
export type Asked = Comment | (Stretch & { id: null; quote: string })

/** A comment that somebody has begun to write, or to write again if it has an id. */
export type Begun = Stretch & { id: string | null; quote: string; text: string }

export type Commenting = {
  comments: readonly Comment[]
  begun: readonly Begun[]
  /** `saved` is settled when the server has the transcript as it is seen. */
  open: (asked: Asked, saved?: Promise<void>) => void
  highlight: (stretch: Stretch, saved?: Promise<void>) => Promise<void>
}

/** Null while nobody can comment. */
export const CommentingContext = createContext<Commenting | null>(null)

export async function create(projectId: string, stretch: Stretch, text: string | null, key: string) {
  const { start_ms, end_ms } = stretch
  await call(`/projects/${projectId}/comments`, {
    method: 'POST',
    body: { start_ms, end_ms, text },
    idempotencyKey: key,
  })
  await refresh(projectId)
}

export async function change({ id, project_id }: Comment, text: string | null): Promise<void> {
  await call(`/comments/${id}`, { method: 'PATCH', body: { text } })
  await refresh(project_id)
}

/** Remove a comment; one that somebody else has removed is as gone as it should be. */
export async function remove({ id, project_id }: Comment): Promise<void> {
  try {
    await call(`/comments/${id}`, { method: 'DELETE' })
  } catch (error) {
    if (!(error instanceof Problem && error.status === 404)) throw error
  }
  await refresh(project_id)
}

const refresh = (projectId: string) => queryClient.invalidateQueries(commentsQuery(projectId))

/** What somebody has begun to write about a recording; this browser keeps it until the server has it. */
export function useBegun(projectId: string) {
  const name = `comments.${projectId}`
  const [begun, setBegun] = useState(() => recall<Begun[]>(name, []))
  const put = (asked: Asked, text: string) => {
    // Another tab may have written since.
    const others = recall<Begun[]>(name, []).filter((one) => !isSame(one, asked))
    const { id, start_ms, end_ms, quote } = asked
    const isNew = text.trim() !== '' && text !== writtenIn(asked)
    const all = isNew ? [...others, { id, start_ms, end_ms, quote, text }] : others
    remember(name, all.length > 0 ? all : null)
    setBegun(all)
  }
  return { begun, put }
}

/** The text of a comment that there is. */
export const writtenIn = (asked: Asked): string => (asked.id === null ? '' : (asked.text ?? ''))

export const isSame = (one: Begun, other: Asked) =>
  one.id === other.id && one.start_ms === other.start_ms && one.end_ms === other.end_ms

type Member = ReturnType<typeof useMember>

export const isOwn = ({ made_by }: Comment, { userId }: Member) => userId === null || made_by === userId

/** Who made it, for this member; null where every recording is the person's own. */
export function authorOf(comment: Comment, member: Member): string | null {
  if (member.userId === null) return null
  return isOwn(comment, member) ? 'You' : (comment.made_by_name ?? 'Another member')
}
