/** Returns the moment that the page's address names, in milliseconds: `?t=65` is 65,000; 0 for none. */
export function addressedMs(): number {
  const at = Number(new URLSearchParams(location.search).get('t'))
  return at > 0 ? Math.round(at * 1000) : 0
}
