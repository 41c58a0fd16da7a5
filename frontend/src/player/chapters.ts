/** The chapters of the recording, for the player's bar. */

import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { documentQuery, documentsQuery } from '../api/queries.ts'
import type { ChaptersBody, Project } from '../api/types.ts'
import { isActive } from '../logic/status.ts'
import { usePlayer } from './player.ts'

/** Tells the player the chapters, where they are written. */
export function useChapters(project: Project): void {
  const player = usePlayer()
  const documents = useQuery(documentsQuery(project.id, isActive(project)))
  const id = documents.data?.find(({ kind, status }) => kind === 'chapters' && status === 'ready')?.id
  const chapters = useQuery({ ...documentQuery(id ?? ''), enabled: id !== undefined })
  const body = chapters.data?.data.body as ChaptersBody | null | undefined
  useEffect(() => {
    player.chapters.set(body?.chapters ?? [])
  }, [player, body])
}
