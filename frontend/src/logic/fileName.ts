const mostBytes = 255
const longestEnding = 16

/** A file's name as the API takes it: one that a system with wider limits gave is cut before its ending. */
export function storable(name: string): string {
  if (bytes(name) <= mostBytes) return name
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 && bytes(name.slice(dot)) <= longestEnding ? name.slice(dot) : ''
  let stem = ''
  for (const sign of ending ? name.slice(0, dot) : name) {
    if (bytes(stem + sign + ending) > mostBytes) break
    stem += sign
  }
  return stem + ending
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
