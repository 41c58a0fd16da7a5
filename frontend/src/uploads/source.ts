import { useQuery } from '@tanstack/react-query'
import { configQuery } from '../api/queries.ts'
import type { Config } from '../api/types.ts'

/** Whether files are sent from here (`own`), only the host's uploads are used (`linked`), or `both`. */
export function useUploadSource(): Config['upload']['source'] {
  return useQuery(configQuery).data?.upload.source ?? 'own'
}
