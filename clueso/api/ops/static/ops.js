// Shows the page as it is now, unless somebody is about to press a button or has selected a text.
const EVERY_MS = 10_000

async function refresh() {
  const main = document.querySelector('main')
  if (document.hidden || main.contains(document.activeElement) || !getSelection().isCollapsed) return
  const response = await fetch(location.href).catch(() => null)
  if (!response?.ok) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('main')
  if (fresh && !main.contains(document.activeElement)) main.replaceWith(fresh)
}

setInterval(refresh, EVERY_MS)
