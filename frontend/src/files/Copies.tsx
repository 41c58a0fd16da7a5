import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { Run } from './busy.ts'
import { copyMarkdown, copyRich } from './exports.ts'
import type { Illustrated } from './richText.ts'

type Props = {
  run: Run
  markdown: () => Promise<string>
  /** The same text with pictures, if it has any. */
  illustrated?: (() => Promise<Illustrated>) | undefined
}

/** Two ways to copy a text to the clipboard. */
export function Copies({ run, markdown, illustrated }: Props) {
  return (
    <section className="formats" style={{ '--count': 2 } as object}>
      <h3>Copy</h3>
      <div>
        <Button
          className="copy"
          icon={<Icon name="copy" />}
          onClick={() => run('Markdown', () => copyMarkdown(markdown))}
        >
          As Markdown
        </Button>
        <Button
          className="copy"
          icon={<Icon name="copy" />}
          onClick={() => run('rich text', () => copyRich(markdown, illustrated))}
        >
          As rich text
        </Button>
      </div>
    </section>
  )
}
