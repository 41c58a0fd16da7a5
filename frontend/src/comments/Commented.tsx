import { useQuery } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import { describe } from '../api/problem.ts'
import { commentsQuery } from '../api/queries.ts'
import type { Comment } from '../api/types.ts'
import { newId } from '../newId.ts'
import { later } from '../ui/later.tsx'
import { toast } from '../ui/toasts.tsx'
import { CommentingContext, create, useBegun, type Asked, type Commenting } from './comments.ts'

const CommentDialog = later(() => import('./CommentDialog.tsx'))
const NONE: readonly Comment[] = []

type Props = { projectId: string; isReady: boolean; children: ReactNode }

/** What stands inside can be commented on once the transcript is complete. */
export function Commented({ projectId, isReady, children }: Props) {
  const { data: comments = NONE } = useQuery({ ...commentsQuery(projectId), enabled: isReady })
  const { begun, put } = useBegun(projectId)
  const [asked, setAsked] = useState<{ asked: Asked; saved?: Promise<void> } | null>(null)

  const commenting = useMemo<Commenting | null>(() => {
    if (!isReady) return null
    return {
      comments,
      begun,
      open: (asked, saved) => setAsked({ asked, saved }),
      highlight: async (stretch, saved) => {
        try {
          await saved
          await create(projectId, stretch, null, newId())
        } catch (error) {
          toast(describe(error).detail)
        }
      },
    }
  }, [isReady, comments, begun, projectId])

  return (
    <CommentingContext value={commenting}>
      {children}
      {asked && (
        <CommentDialog
          projectId={projectId}
          {...asked}
          begun={begun}
          onType={(text) => put(asked.asked, text)}
          onClose={() => setAsked(null)}
        />
      )}
    </CommentingContext>
  )
}
