import { Link } from 'wouter'
import { counted, percent } from '../logic/format.ts'
import { useStore } from '../store.ts'
import { isRunning, items } from './items.ts'

/** On other pages than the home, one line tells that uploads run on. */
export function UploadsAside({ away }: { away: boolean }) {
  const running = useStore(items).filter(isRunning)
  if (!away || running.length === 0) return null
  const total = running.reduce((sum, item) => sum + item.file.size, 0)
  const sent = running.reduce((sum, item) => sum + item.sent, 0)
  return (
    <Link href="/" className="uploads-aside">
      Uploading {counted(running.length, 'file')}, {percent(total ? sent / total : 0)}
    </Link>
  )
}
