import { Link } from 'wouter'
import { counted, percent } from '../logic/format.ts'
import { useStore } from '../store.ts'
import { done, items, overall } from './items.ts'

/** On other pages than the home, one line tells that uploads run on. */
export function UploadsAside({ away }: { away: boolean }) {
  const all = overall(useStore(items), useStore(done))
  if (!away || all.done === all.files) return null
  return (
    <Link href="/" className="uploads-aside">
      Uploading {counted(all.files - all.done, 'file')}, {percent(all.share)}
    </Link>
  )
}
