import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'

type Schemas = components['schemas']
export type Webhook = Schemas['Webhook']
export type AddedWebhook = Schemas['AddedWebhook']
export type Delivery = Schemas['Delivery']
export type Event = Webhook['events'][number]

/** What each event means for a person. */
export const EVENTS: Record<Event, string> = {
  'project.ready': 'A recording is ready',
  'project.failed': 'A recording has failed',
  'document.ready': 'A document is written',
  'export.ready': 'A file is ready',
}
export const ALL_EVENTS = Object.keys(EVENTS) as Event[]

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => (await get('/webhooks', signal)).items,
})

const WAITS_MS = 2000

/** The newest deliveries of a webhook, read again while one of them is about to be sent. */
export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', id, 'deliveries'],
    queryFn: async ({ signal }) => (await get(`/webhooks/${id}/deliveries`, signal)).items,
    refetchInterval: ({ state }) => (state.data?.some(isAboutToBeSent) ? WAITS_MS : false),
  })

function isAboutToBeSent({ next_try_at }: Delivery): boolean {
  return next_try_at !== null && Date.parse(next_try_at) < Date.now() + WAITS_MS
}
