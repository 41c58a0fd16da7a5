import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { correctionsQuery } from '../api/queries.ts'
import type { Correction } from '../api/types.ts'
import { corrected } from '../logic/elsewhere.ts'
import { useStore } from '../store.ts'
import type { TranscriptSession } from './session.ts'

/** A word that is still being typed is not offered. */
const REST_MS = 2_500

/** Reads the corrections again after each save, and offers one made by hand for the title and the documents too. */
export function useCorrected(session: TranscriptSession): void {
  const { data, refetch } = useQuery(correctionsQuery(session.projectId))
  const { saving } = useStore(session.view)
  const replacement = useStore(session.replacement)

  const edited = useRef(false)
  useEffect(() => {
    if (saving !== 'saved') edited.current = true
    if (saving !== 'saved' || !edited.current) return
    const timer = setTimeout(() => void refetch(), REST_MS)
    return () => clearTimeout(timer)
  }, [saving, refetch])

  // What was offered last is not offered again, once it was closed.
  const last = useRef(replacement)
  useEffect(() => {
    if (replacement) last.current = replacement
  }, [replacement])

  const known = useRef<readonly Correction[] | null>(null)
  useEffect(() => {
    if (!data) return
    const made = corrected(known.current ?? data, data, session.segments)
    known.current = data
    if (made && made.replace !== last.current?.replace && !session.replacement.get())
      session.replacement.set(made)
  }, [data, session])
}
