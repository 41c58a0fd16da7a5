/** The subscription of this browser to notifications that come while the page is closed. */

import { call } from '../../api/client.ts'
import { basePath } from '../../base.ts'

/** Returns why this browser cannot notify, null if it can. */
export function hindrance(): string | null {
  if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) {
    return Notification.permission === 'denied'
      ? 'This browser does not allow it for this site. Allow notifications in its settings, then come back.'
      : null
  }
  if (/iPhone|iPad/.test(navigator.userAgent))
    return 'On an iPhone or iPad, first add Clueso to the Home Screen and open it from there.'
  return 'This browser cannot do it.'
}

/** Returns the id of this browser as the server names it, null while it has no subscription. */
export async function idOfThisBrowser(): Promise<string | null> {
  const subscription = await existing()
  return subscription && idOf(subscription.endpoint)
}

/** Asks for permission and subscribes this browser. Throws a Problem, or an Error in words for the person. */
export async function subscribe(publicKey: string): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted')
    throw new Error(hindrance() ?? 'You did not allow it. You can try again.')
  await navigator.serviceWorker.register(`${basePath}/push-worker.js`)
  const { pushManager } = await navigator.serviceWorker.ready
  // One that was made with another key of the server would never be told anything.
  await (await pushManager.getSubscription())?.unsubscribe()
  const made = await pushManager
    .subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
    .catch((error: unknown) => {
      throw new Error('This browser could not reach its push service. Try again later.', { cause: error })
    })
  const { endpoint, keys } = made.toJSON()
  const body = {
    endpoint: endpoint ?? '',
    keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' },
  }
  await call('/browsers', { method: 'POST', body })
}

/** Ends the subscription of this browser, on the server first. Throws a Problem. */
export async function unsubscribe(id: string): Promise<void> {
  await call(`/browsers/${id}`, { method: 'DELETE' })
  await (await existing())?.unsubscribe()
}

async function existing(): Promise<PushSubscription | null> {
  if (!('serviceWorker' in navigator)) return null
  const registration = await navigator.serviceWorker.getRegistration(`${basePath}/`)
  return (await registration?.pushManager?.getSubscription()) ?? null
}

async function idOf(endpoint: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint)))
  return Array.from(digest.slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
