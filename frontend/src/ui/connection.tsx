/** Offline is a state, not an error: one quiet line that says so and goes by itself. */

import { useEffect } from 'react'
import { BASE, onReachable } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import { Store, useStore } from './store.ts'

type Connection = 'good' | 'offline' | 'unreachable'

export const connection = new Store<Connection>(navigator.onLine ? 'good' : 'offline')

onReachable((reachable) => {
  const before = connection.get()
  connection.set(reachable ? 'good' : navigator.onLine ? 'unreachable' : 'offline')
  if (reachable && before !== 'good') void queryClient.invalidateQueries({ type: 'active' })
})

const ASK_AGAIN_MS = 3_000

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
      void fetch(`${BASE}/config`, { cache: 'no-store' }).then(
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
