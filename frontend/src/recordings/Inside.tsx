import { useEffect } from 'react'
import { Link } from 'wouter'
import { queryClient } from '../api/queries.ts'
import type { ListedProject, Project } from '../api/types.ts'
import { KINDS } from '../kinds/registry.ts'
import { counted } from '../logic/format.ts'
import { tagAddress } from './address.ts'

/** What is inside a recording: who speaks, its documents, and its tags, each a link. */
export function Inside({ listed, status }: { listed: ListedProject; status: Project['status'] }) {
  useAnew(listed.status !== status)
  const { documents, speaker_count } = listed.contents
  const { tags } = listed
  const there = documents.filter(
    ({ kind, status }) => kind in KINDS && (status === 'ready' || status === 'failed'),
  )
  if (there.length + tags.length === 0 && speaker_count < 2) return null
  return (
    <ul className="inside" aria-label={`Inside ${listed.title}`} data-testid="inside">
      {speaker_count > 1 && <li>{counted(speaker_count, 'speaker')}</li>}
      {there.map(({ kind, status }) => (
        <li key={kind}>
          <Link href={`/projects/${listed.id}/${kind}`} className={`inside-link inside-${status}`}>
            {KINDS[kind].label}
            {status === 'failed' && ' failed'}
          </Link>
        </li>
      ))}
      {tags.map((tag) => (
        <li key={tag}>
          <Link
            href={tagAddress(tag)}
            className="inside-tag"
            dir="auto"
            title={`Recordings with the tag ${tag}`}
          >
            {tag}
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The list is read again once a recording in it has come further than it says. */
function useAnew(isBehind: boolean): void {
  useEffect(() => {
    if (isBehind) void queryClient.invalidateQueries({ queryKey: ['projects'] })
  }, [isBehind])
}
