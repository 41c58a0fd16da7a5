// Shows a notification that a recording is ready while the page is closed. It answers no request of the page.

self.addEventListener('push', (event) => {
  const { title, body, project_id: tag } = event.data.json()
  const data = { url: new URL(`projects/${tag}`, self.registration.scope).href }
  event.waitUntil(self.registration.showNotification(title, { body, tag, data }))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data.url))
})

async function open(url) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const shown = pages.find((page) => page.url.startsWith(url))
  return shown ? shown.focus() : self.clients.openWindow(url)
}
