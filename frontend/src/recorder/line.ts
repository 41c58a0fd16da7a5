/** What other pages say in one line while a recording runs. In a file of its own, for every page loads it. */

import { Store } from '../store.ts'

export const line = new Store<string | null>(null)
