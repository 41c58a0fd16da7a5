/** Leaves nothing of a person behind in this browser. */

import { forgetAnswers } from '../api/client.ts'
import { queryClient } from '../api/queries.ts'
import { basePath } from '../base.ts'
import { forgetDrafts } from './browser.ts'
import { forgetEverything } from '../storage.ts'

const leaving = new Set<() => void>()
const otherTabs = new BroadcastChannel('clueso-signed-out')

/** Call `clean` when somebody signs out. */
export function onLeave(clean: () => void): void {
  leaving.add(clean)
}

/** Somebody else comes: nothing of the last one is shown or remembered. Their unsaved work waits for them.
 *  `address` is where the page is left at. */
export function leave(address = `${basePath}/`): void {
  for (const clean of leaving) clean()
  forgetEverything()
  forgetAnswers()
  const config = queryClient.getQueryData(['config'])
  queryClient.clear()
  queryClient.setQueryData(['config'], config)
  window.history.replaceState(null, '', address)
}

/** A person signs out, in all tabs: their unsaved work goes, too. */
export function signOutHere(userId: string, address?: string): void {
  forget(userId, address)
  otherTabs.postMessage(userId)
}

function forget(userId: string, address?: string): void {
  leave(address)
  forgetDrafts(userId)
}

otherTabs.onmessage = ({ data }: MessageEvent<string>) => forget(data)
