/** Recordings from links: each becomes an upload that the server fetches, and a project. */

import { post } from '../api/client.ts'
import { Once } from '../api/once.ts'
import { queryClient } from '../api/queries.ts'
import { firstKey, makeProject } from './making.ts'
import type { Options } from './options.ts'

const kept = new Map<string, Once>()

/** The links in a text: one in each line. */
export const linksIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/\s+/)
      .map((link) => link.trim())
      .filter(Boolean),
  ),
]

/** Begin the work on the recording at a link. A repeated call after a lost answer begins nothing twice. */
export async function begin(link: string, options: Options): Promise<void> {
  const once = kept.get(link) ?? new Once()
  kept.set(link, once)
  const body = { source_url: link }
  const upload = await post('/uploads', body, once.keyFor(body))
  const { project } = await makeProject(upload.id, options, firstKey(upload.id))
  // The same link added later on is another recording.
  kept.delete(link)
  queryClient.setQueryData(['project', project.id], project)
  void queryClient.invalidateQueries({ queryKey: ['projects'] })
  void queryClient.invalidateQueries({ queryKey: ['me'] })
}
