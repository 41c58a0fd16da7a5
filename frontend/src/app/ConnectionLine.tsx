import { useEffect } from 'react'
import { BASE } from '../api/client.ts'
import { connection } from '../api/connection.ts'
import { request } from '../api/request.ts'
import { queryClient } from '../api/queries.ts'
import { useStore } from '../store.ts'

const ASK_AGAIN_MS = 3_000

/** One line that says that the server cannot be reached. It disappears by itself. */
export function ConnectionLine() {
  const now = useStore(connection)
  useEffect(() => {
    const offline = () => connection.set('offline')
    const online = () => void queryClient.invalidateQueries({ type: 'active' })
    window.addEventListener('offline', offline)
    window.addEventListener('online', online)
    return () => {
      window.removeEventListener('offline', offline)
      window.removeEventListener('online', online)
    }
  }, [])
  useEffect(() => {
    if (now === 'good') return
    const timer = setInterval(() => {
      void request(`${BASE}/config`, { cache: 'no-store' }).then(
        (response) => {
          if (response.status === 502 || response.status === 504) return
          connection.set('good')
          void queryClient.invalidateQueries({ type: 'active' })
        },
        () => {},
      )
    }, ASK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [now])
  return (
    <div role="status" className="connection-holder">
      {now !== 'good' && (
        <p className="connection" data-testid="connection">
          {now === 'offline'
            ? 'You are offline. What you do is kept and goes on by itself once you are back.'
            : 'Clueso does not answer. It is asked again every few seconds; nothing is lost.'}
        </p>
      )}
    </div>
  )
}
