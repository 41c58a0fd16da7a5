/** Rich text for the clipboard. */

import type { Tokens } from 'marked'

const KEPT = [
  'img',
  'h1',
  'h2',
  'h3',
  'h4',
  'p',
  'ul',
  'ol',
  'li',
  'blockquote',
  'strong',
  'em',
  'code',
  'pre',
  'br',
  'hr',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
]

/** Markdown, and where the pictures are that may stand in it. */
export type Illustrated = { markdown: string; pictures: readonly string[] }

/** Markdown as HTML of text and pictures. No spoken word becomes markup, and nothing is loaded from elsewhere. */
export async function richText({ markdown, pictures }: Illustrated): Promise<string> {
  const own = new Set(pictures.map(placeOf))
  const [{ Marked }, { default: purify }] = await Promise.all([import('marked'), import('dompurify')])
  // Spoken words that look like HTML stay visible as text.
  const words = new Marked({
    gfm: true,
    async: true,
    renderer: {
      html: ({ text }) => escaped(text),
      image: ({ href, text }) =>
        isData(href) ? `<img src="${href}" alt="${escaped(text)}">` : escaped(text),
    },
    walkTokens: (token) => (token.type === 'image' ? putIn(token as Tokens.Image, own) : undefined),
  })
  const html = await words.parse(markdown)
  return purify.sanitize(html, {
    ALLOWED_TAGS: KEPT,
    ALLOWED_ATTR: ['src', 'alt'],
    ALLOWED_URI_REGEXP: /^data:image\/jpeg;base64,/,
  })
}

const isData = (href: string) => href.startsWith('data:image/jpeg;base64,')

/** A link without what signs it, which changes with each link to the same file. */
const placeOf = (href: string) => href.split('?')[0]!

/** Put a picture of our `own` into the text itself: its link expires. Any other, or one without its file, is left out. */
async function putIn(picture: Tokens.Image, own: ReadonlySet<string>): Promise<void> {
  try {
    if (!own.has(placeOf(picture.href))) throw new Error('This is no picture of the document.')
    const answer = await fetch(picture.href)
    if (!answer.ok) throw new Error(`${answer.status}`)
    picture.href = await dataUrl(await answer.blob())
  } catch {
    picture.href = ''
  }
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(reader.error ?? new Error('The picture cannot be read.'))
    reader.readAsDataURL(blob)
  })
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
