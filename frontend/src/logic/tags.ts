/** Changes of the tags of several recordings. */

/** Tags to give to all, and tags to take from all. */
export type TagChange = { added: readonly string[]; removed: readonly string[] }

/** A key that is equal for all spellings of one tag, as on the server: without case and accents. */
export function tagKey(name: string): string {
  const bare = name.normalize('NFKD').replace(/([\p{sc=Latin}\p{sc=Greek}])[\u0300-\u036f]+/gu, '$1')
  return bare.toLowerCase().split(/\s+/).filter(Boolean).join(' ').normalize('NFC')
}

const has = (tags: readonly string[], name: string) => tags.some((tag) => tagKey(tag) === tagKey(name))

export function retagged(tags: readonly string[], { added, removed }: TagChange): string[] {
  return [...tags.filter((tag) => !has(removed, tag)), ...added.filter((tag) => !has(tags, tag))]
}

export type SharedTag = { name: string; count: number }

/** The tags of some recordings, and how many of them have each; in the order in which they appear. */
export function sharedTags(all: readonly (readonly string[])[]): SharedTag[] {
  const found = new Map<string, SharedTag>()
  for (const name of all.flat()) {
    const known = found.get(tagKey(name))
    found.set(tagKey(name), { name: known?.name ?? name, count: (known?.count ?? 0) + 1 })
  }
  return [...found.values()]
}
