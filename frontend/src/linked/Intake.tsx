import { useQuery } from '@tanstack/react-query'
import { configQuery } from '../api/queries.ts'
import { useMayEdit } from '../auth/role.ts'
import { later } from '../ui/later.tsx'
import { isPhone } from '../ui/phone.ts'
import { DropZone } from '../uploads/DropZone.tsx'

const RecordEntry = later(() => import('../recorder/RecordEntry.tsx'))
const PasteLink = later(() => import('../uploads/PasteLink.tsx'))
const HostUploads = later(() => import('./HostUploads.tsx'))

/** Where recordings are added: own files, uploads of the host application, or both. */
export function Intake({ first }: { first: boolean }) {
  const { data: config } = useQuery(configQuery)
  const mayEdit = useMayEdit()
  if (!config || !mayEdit) return null
  const { upload } = config
  return (
    <>
      {upload.source !== 'linked' && (
        <div className="ways-in">
          {isPhone && <RecordEntry />}
          <DropZone first={first} />
          {!isPhone && <RecordEntry />}
          <PasteLink />
        </div>
      )}
      {upload.source !== 'own' && <HostUploads upload={upload} />}
    </>
  )
}
