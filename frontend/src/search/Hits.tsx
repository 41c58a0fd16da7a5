import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { get } from '../api/client.ts'
import type { Hit, Kind } from '../api/types.ts'
import { KINDS } from '../kinds/registry.ts'
import { clock, counted } from '../logic/format.ts'
import { pieces, withoutEchoes } from '../logic/hits.ts'
import { Button } from '../ui/Button.tsx'
import { Waiting } from '../ui/Splash.tsx'

/** The moments at which the words are said, written or shown; each leads to its second. */
export default function Hits({ q }: { q: string }) {
  const list = useInfiniteQuery({
    queryKey: ['search', q],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ q, in: 'transcripts,documents,screens', limit: '20' })
      if (pageParam) query.set('cursor', pageParam)
      return get(`/search?${query}`, signal)
    },
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  })
  const hits = withoutEchoes(list.data?.pages.flatMap((page) => page.items) ?? [])

  return (
    <section aria-labelledby="inside" className="hits" data-testid="hits">
      <h2 id="inside">Inside your recordings</h2>
      <p role="status" className={hits.length > 0 ? 'visually-hidden' : 'nothing'}>
        {list.isSuccess && !list.isPlaceholderData && told(hits.length, list.hasNextPage, q)}
      </p>
      {list.isPending && <Waiting words="Searching" />}
      {list.isError && (
        <p className="nothing" role="alert">
          What is inside your recordings could not be searched.{' '}
          <Button onClick={() => void list.refetch()}>Try again</Button>
        </p>
      )}
      <ol className="hit-list">
        {hits.map((hit, i) => (
          <li key={i}>
            <Link href={addressOf(hit)} className="hit" data-testid="hit">
              <span className="hit-title">{hit.title}</span> <span className="hit-place">{placeOf(hit)}</span>
              <span className="hit-words">
                {pieces(hit.snippet, hit.highlights).map(({ text, found }, at) =>
                  found ? <mark key={at}>{text}</mark> : text,
                )}
              </span>
            </Link>
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {list.isFetchingNextPage ? 'Searching…' : 'More places'}
        </Button>
      )}
    </section>
  )
}

function told(count: number, hasMore: boolean, q: string): string {
  if (count === 0) return `Nothing that is said, written or shown has “${q}” in it.`
  return hasMore ? `The first ${counted(count, 'place')}` : counted(count, 'place')
}

/** Where the words stand: "Said at 0:48", "On the screen at 0:48", "Guide, 0:48". */
function placeOf({ where, document_kind: kind, at_ms }: Hit): string {
  if (where === 'transcript') return `Said at ${clock(at_ms)}`
  if (where === 'screen') return `On the screen at ${clock(at_ms)}`
  return `${isKnown(kind) ? KINDS[kind].label : 'Document'}, ${clock(at_ms)}`
}

function addressOf({ project_id, where, document_kind: kind, at_ms }: Hit): string {
  const tab = where === 'document' && isKnown(kind) ? `/${kind}` : ''
  return `/projects/${project_id}${tab}?t=${at_ms / 1000}`
}

/** The server may be of a newer release, with a kind of which this page knows nothing. */
const isKnown = (kind: string | null): kind is Kind => kind !== null && kind in KINDS
