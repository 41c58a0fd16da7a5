/** The queries for uploads that a project can be made from. */

import { queryOptions } from '@tanstack/react-query'
import { get } from '../api/client.ts'

const MOST_LISTED = 100

export const uploadQuery = (id: string) =>
  queryOptions({
    queryKey: ['upload', id],
    queryFn: ({ signal }) => get(`/uploads/${encodeURIComponent(id)}`, signal),
  })

/** The host's uploads of this person, in the host's order. */
export const availableQuery = queryOptions({
  queryKey: ['available'],
  queryFn: async ({ signal }) => (await get(`/uploads/available?limit=${MOST_LISTED}`, signal)).items,
})

/** The recordings that were made of this upload, the newest first. */
export const madeOfQuery = (uploadId: string) =>
  queryOptions({
    queryKey: ['projects', { uploadId }],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ upload_id: uploadId, limit: '5' })
      return (await get(`/projects?${query}`, signal)).items
    },
  })
