/** Calls that must not compile: `npm run check` fails where one does. */

import { call, get, post } from '../src/api/client.ts'

export const refused = (id: string) => [
  // @ts-expect-error The API has no such path.
  get(`/projects/${id}/transcrpt`),
  // @ts-expect-error The path has no such method.
  post('/config', {}),
  // @ts-expect-error The request lacks a field.
  post('/projects', { title: 'Demo' }),
  // @ts-expect-error The request has a field that the API does not take.
  call(`/projects/${id}`, { method: 'PATCH', body: { name: 'Demo' } }),
  // @ts-expect-error The response has no such field.
  get(`/documents/${id}`).then(({ segments }) => segments),
]
