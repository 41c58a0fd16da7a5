/** Whether the server can be reached. Being offline is a state, not an error. */

import { Store } from '../store.ts'
import { onReachable } from './client.ts'
import { queryClient } from './queries.ts'

type Connection = 'good' | 'offline' | 'unreachable'

export const connection = new Store<Connection>(navigator.onLine ? 'good' : 'offline')

onReachable((reachable) => {
  const before = connection.get()
  connection.set(reachable ? 'good' : navigator.onLine ? 'unreachable' : 'offline')
  if (reachable && before !== 'good') void queryClient.invalidateQueries({ type: 'active' })
})
