/** What a link shows, to whom and how long, in words. */

import type { Link, LinkPart } from '../api/types.ts'
import { KINDS } from '../kinds/registry.ts'
import { counted, day } from '../logic/format.ts'

/** Returns the name of a part: "Recording", "Guide". A kind that is unknown here keeps the server's name. */
export function partName(part: LinkPart): string {
  if (part === 'video') return 'Recording'
  if (part === 'transcript') return 'Transcript'
  return part in KINDS ? KINDS[part].label : part
}

/** "Guide and Transcript". */
export function partNames(parts: LinkPart[]): string {
  return new Intl.ListFormat('en').format(parts.map(partName))
}

/** "until 3 December 2026 · with a password · 12 views, the last on 3 December 2026". */
export function linkFacts(link: Link): string[] {
  const { expires_at: end, embed, embed_origins: origins, views, last_viewed_on: last } = link
  return [
    end ? `${hasEnded(link) ? 'ended on' : 'until'} ${day(end)}` : 'without end',
    ...(link.has_password ? ['with a password'] : []),
    ...(embed ? [`in frames of ${origins.length > 0 ? origins.join(', ') : 'any site'}`] : []),
    views > 0 && last ? `${counted(views, 'view')}, the last on ${day(last)}` : 'no views yet',
  ]
}

export function hasEnded({ expires_at }: Link): boolean {
  return expires_at !== null && Date.parse(expires_at) <= Date.now()
}

/** Returns the sites in what a person typed, as browsers write them: without a path, one each. */
export function originsIn(text: string): string[] {
  const found = text.split(/[\s,;]+/).filter(Boolean)
  return [...new Set(found.map((site) => (URL.canParse(site) ? new URL(site).origin : site)))]
}

/** Returns HTML that shows the page of a link in a frame. */
export function frameCode(address: string, title: string): string {
  const name = title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return `<iframe src="${address}" title="${name}" width="100%" height="640" style="border: 0" loading="lazy" allow="fullscreen" referrerpolicy="no-referrer"></iframe>`
}
