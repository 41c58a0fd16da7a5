import { queryOptions } from '@tanstack/react-query'
import { get } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'

export type Choice = components['schemas']['Notifications']

export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: ({ signal }) => get('/me/notifications', signal),
})
