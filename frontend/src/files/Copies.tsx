import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import type { Run } from './busy.ts'
import { copyMarkdown, copyRich } from './exports.ts'

/** Two ways to copy a text to the clipboard. */
export function Copies({ run, markdown }: { run: Run; markdown: () => Promise<string> }) {
  return (
    <section className="formats">
      <h3>Copy</h3>
      <div>
        <Button
          look="quiet"
          icon={<Icon name="copy" />}
          onClick={() => run('Markdown', () => copyMarkdown(markdown))}
        >
          As Markdown
        </Button>
        <Button
          look="quiet"
          icon={<Icon name="copy" />}
          onClick={() => run('rich text', () => copyRich(markdown))}
        >
          As rich text
        </Button>
      </div>
    </section>
  )
}
