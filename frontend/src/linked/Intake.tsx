import { useQuery } from '@tanstack/react-query'
import { configQuery } from '../api/queries.ts'
import { later } from '../ui/later.tsx'
import { DropZone } from '../uploads/DropZone.tsx'

const HostUploads = later(() => import('./HostUploads.tsx'))

/** Where recordings are added: own files, uploads of the host application, or both. */
export function Intake({ first }: { first: boolean }) {
  const { data: config } = useQuery(configQuery)
  if (!config) return null
  const { upload } = config
  return (
    <>
      {upload.source !== 'linked' && <DropZone first={first} />}
      {upload.source !== 'own' && <HostUploads upload={upload} />}
    </>
  )
}
