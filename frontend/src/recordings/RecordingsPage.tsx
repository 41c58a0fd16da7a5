import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { get } from '../api/client.ts'
import type { ProjectStatus } from '../api/types.ts'
import { UnsavedNote } from './UnsavedNote.tsx'
import { Intake } from '../linked/Intake.tsx'
import { items } from '../uploads/items.ts'
import { useTyped } from '../search/typed.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Icon } from '../ui/Icon.tsx'
import { later } from '../ui/later.tsx'
import { Waiting } from '../ui/Splash.tsx'
import { useStore } from '../store.ts'
import { usePageTitle } from '../ui/title.ts'
import { hidden } from './actions.ts'
import { useWishes } from './address.ts'
import { RecordingRow } from './RecordingRow.tsx'
import { selected } from './selection.ts'

const FirstVisit = later(() => import('./FirstVisit.tsx'))
const ListTools = later(() => import('./ListTools.tsx'))
const SelectionBar = later(() => import('./SelectionBar.tsx'))
const Hits = later(() => import('../search/Hits.tsx'))

const FILTERS: [ProjectStatus | '', string][] = [
  ['', 'All'],
  ['processing', 'Working'],
  ['ready', 'Ready'],
  ['failed', 'Failed'],
]

export function RecordingsPage() {
  usePageTitle('Recordings')
  const [typed, q, setTyped] = useTyped()
  const [wishes, set] = useWishes()
  const status = wishes.get('status') ?? ''
  const gone = useStore(hidden)
  const [, go] = useLocation()
  const uploading = useStore(items).length > 0

  const list = useInfiniteQuery({
    queryKey: ['projects', `${wishes}`],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams(wishes)
      query.set('limit', '30')
      if (pageParam) query.set('cursor', pageParam)
      return get(`/projects?${query}`, signal)
    },
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  })

  const projects = (list.data?.pages.flatMap((page) => page.items) ?? []).filter((p) => !gone.has(p.id))
  const chosen = useStore(selected)
  const searching = wishes.size > 0
  const order = projects.map(({ id }) => id)
  const picked = projects.filter(({ id }) => chosen.has(id))
  const first = list.isSuccess && projects.length === 0 && !searching

  return (
    <main className="page recordings" id="main">
      <h1 className={first ? 'visually-hidden' : undefined}>Recordings</h1>
      <UnsavedNote />
      <Intake first={first && !uploading} />
      {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Waiting words="Reading your recordings" />}
      {first && !uploading && <FirstVisit />}
      {(projects.length > 0 || searching) && (
        <section aria-label="Your recordings">
          <div className="list-tools">
            <label className="search">
              <Icon name="search" size={18} />
              <span className="visually-hidden">Search your recordings</span>
              <input
                type="search"
                placeholder="Search titles, speech and documents"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            </label>
            <div className="filters" role="group" aria-label="Show">
              {FILTERS.map(([value, words]) => (
                <button
                  key={words}
                  type="button"
                  aria-pressed={status === value}
                  onClick={() => set('status', value)}
                >
                  {words}
                </button>
              ))}
            </div>
            <ListTools projects={projects} />
          </div>
          {projects.length === 0 ? (
            <p className="nothing">
              {list.isFetching ? 'Searching…' : nothingWords(wishes)}{' '}
              {[...wishes.keys()].some((name) => name !== 'q') && (
                <Button look="quiet" onClick={() => go('/')}>
                  Show all recordings
                </Button>
              )}
            </p>
          ) : (
            <ul className="recording-list" data-testid="recordings">
              {projects.map((project) => (
                <RecordingRow key={project.id} project={project} order={order} />
              ))}
            </ul>
          )}
          {picked.length > 0 && <SelectionBar projects={picked} shown={projects} />}
          {/* What is inside would never come into sight below an endless list. */}
          {q && list.hasNextPage && (
            <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              More titles
            </Button>
          )}
          <More
            when={list.hasNextPage && !q}
            busy={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        </section>
      )}
      {q && <Hits q={q} />}
    </main>
  )
}

/** Why the list is empty. */
function nothingWords(wishes: URLSearchParams): string {
  const q = wishes.get('q')
  if (q) return `No title has “${q}” in it.`
  return wishes.size === 1 && wishes.has('status')
    ? 'No recording has this status.'
    : 'No recording meets these filters.'
}

/** Loads the next page of the list shortly before its place scrolls into view. */
function More({ when, busy, onMore }: { when: boolean; busy: boolean; onMore: () => void }) {
  const ref = useRef<HTMLDivElement>(null)
  const run = useRef(onMore)
  useEffect(() => {
    run.current = onMore
  })
  useEffect(() => {
    if (!when || busy || !ref.current) return
    const observer = new IntersectionObserver(
      (entries) => entries.some((e) => e.isIntersecting) && run.current(),
      { rootMargin: '600px' },
    )
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [when, busy])
  if (!when) return null
  return <div ref={ref}>{busy && <Waiting words="Reading more" />}</div>
}
