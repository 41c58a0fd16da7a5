/** The queries of the API: their cache keys, and how often they poll. */

import { keepPreviousData, QueryClient, queryOptions, type Query } from '@tanstack/react-query'
import { call, get } from './client.ts'
import { Problem } from './problem.ts'
import { isHearing, isSettled } from './steps.ts'
import type { Versioned } from './routes.ts'
import type { Document, GuideBody, Project, Replacement, Version } from './types.ts'

const HIDDEN_TAB_MS = 15_000
const WORK_MS = 2_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => count < 3 && !(error instanceof Problem && error.status < 500),
      retryDelay: (count) => Math.min(8_000, 700 * 2 ** count),
      // A server on the same machine answers without a network.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

/** Returns the polling interval. The server suggests it; a hidden tab polls less often. */
function pace(after: number | null | undefined): number | false {
  if (after == null) return false
  return document.hidden ? Math.max(after, HIDDEN_TAB_MS) : Math.max(after, 250)
}

function watching<T>(read: (data: T) => number | null | undefined) {
  return {
    refetchInterval: (query: Query<T, Error, T, readonly unknown[]>) =>
      query.state.data === undefined ? false : pace(read(query.state.data)),
    refetchIntervalInBackground: true,
  }
}

export const configQuery = queryOptions({
  queryKey: ['config'],
  queryFn: ({ signal }) => get('/config', signal),
  staleTime: Infinity,
})

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => get('/me', signal) })

export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: ['project', id] as readonly unknown[],
    queryFn: ({ signal }) => get(`/projects/${id}`, signal),
    ...watching<Project>((p) => p.poll_after_ms ?? (isAtWork(p) ? WORK_MS : null)),
  })

/** Whether work runs beside a project's first run: a stretch that is transcribed again, or the copy for browsers. */
function isAtWork({ steps, playback }: Project): boolean {
  return playback === 'preparing' || steps.some((step) => isHearing(step) && !isSettled(step))
}

/** The transcript. While it is not complete, this polls for the segments committed so far. */
export const transcriptQuery = (id: string, complete: boolean) =>
  queryOptions({
    queryKey: ['transcript', id],
    queryFn: ({ signal }) => call(`/projects/${id}/transcript`, { signal }),
    refetchInterval: () => (complete ? false : pace(2_500)),
    refetchOnWindowFocus: !complete,
  })

export const correctionsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['corrections', projectId],
    queryFn: async ({ signal }) => (await get(`/projects/${projectId}/transcript/corrections`, signal)).items,
    staleTime: 0,
    refetchOnWindowFocus: false,
  })

/** Where else the words stand that were replaced in the transcript. */
export const replacementsQuery = (projectId: string, replacement: Replacement) =>
  queryOptions({
    queryKey: ['replacements', projectId, replacement],
    queryFn: ({ signal }) => {
      const asked = new URLSearchParams(
        Object.entries(replacement).map(([name, value]) => [name, `${value}`]),
      )
      return get(`/projects/${projectId}/replacements?${asked}`, signal)
    },
    staleTime: 0,
    refetchOnWindowFocus: false,
  })

export const vocabularyQuery = queryOptions({
  queryKey: ['vocabulary'],
  queryFn: ({ signal }) => get('/me/vocabulary', signal),
})

/** The tags in use that contain `q`, those of the most recordings first. */
export const tagsQuery = (q: string) =>
  queryOptions({
    queryKey: ['tags', q],
    queryFn: async ({ signal }) =>
      (await get(`/tags?${new URLSearchParams({ q, limit: '100' })}`, signal)).items,
    placeholderData: keepPreviousData,
  })

export const brandQuery = queryOptions({
  queryKey: ['brand'],
  queryFn: ({ signal }) => get('/me/brand', signal),
})

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) => (await get('/keys', signal)).items,
})

/** The comments on a recording, in order of time. */
export const commentsQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['comments', projectId],
    queryFn: async ({ signal }) => (await get(`/projects/${projectId}/comments`, signal)).items,
  })

export const linksQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['links', projectId],
    queryFn: async ({ signal }) => (await get(`/projects/${projectId}/links`, signal)).items,
  })

export const mediaQuery = (id: string) =>
  queryOptions({
    queryKey: ['media', id],
    queryFn: ({ signal }) => get(`/projects/${id}/media`, signal),
    staleTime: 10 * 60_000,
    refetchOnWindowFocus: false,
  })

/** A new media link for downloads. It has its own key, so the player keeps the link that it plays. */
export const soundQuery = (id: string) =>
  queryOptions({
    queryKey: ['sound', id],
    queryFn: ({ signal }) => get(`/projects/${id}/media`, signal),
    staleTime: 0,
    refetchOnWindowFocus: false,
  })

export const documentsQuery = (projectId: string, working: boolean) =>
  queryOptions({
    queryKey: ['documents', projectId],
    queryFn: async ({ signal }) => (await get(`/projects/${projectId}/documents`, signal)).items,
    refetchInterval: (query) => {
      const writing = query.state.data?.some((d) => d.status === 'queued' || d.status === 'writing')
      return working || writing ? pace(2_500) : false
    },
  })

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: ['document', id],
    queryFn: ({ signal }) => call(`/documents/${id}`, { signal }),
    refetchInterval: (query) => {
      const document = query.state.data?.data
      return pace(document?.poll_after_ms ?? (document && lacksPicture(document) ? 2_000 : null))
    },
    refetchIntervalInBackground: true,
  })

/** Every picture taken for a guide. Their links expire together with the media link. */
export const picturesQuery = (documentId: string) =>
  queryOptions({
    queryKey: ['pictures', documentId],
    queryFn: async ({ signal }) => (await get(`/documents/${documentId}/pictures`, signal)).items,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  })

/** Whether a step's picture is missing: a worker is still taking it. */
export function lacksPicture({ body }: Document): boolean {
  const { steps = [] } = (body ?? {}) as Partial<GuideBody>
  return steps.some(({ picture }) => picture && !picture.url)
}

export const versionsQuery = (path: Versioned) =>
  queryOptions({
    queryKey: ['versions', path],
    queryFn: async ({ signal }): Promise<Version[]> => (await get(`${path}/versions`, signal)).items,
    staleTime: 0,
  })
