import type { Document } from '../api/types.ts'
import type { Format } from '../kinds/kind.ts'
import { KINDS } from '../kinds/registry.ts'
import type { FormatsProps } from './busy.ts'
import { Copies } from './Copies.tsx'
import { fetchText, render, save } from './exports.ts'
import { Formats } from './Formats.tsx'

const DOCUMENT: Format[] = [
  ['docx', 'Word', '.docx'],
  ['pdf', 'PDF', '.pdf'],
  ['html', 'Web page', '.html'],
  ['md', 'Markdown', '.md'],
  ['json', 'JSON', '.json'],
]
export function DocumentFormats({ project, document, busy, run }: FormatsProps & { document: Document }) {
  const { playerFormats } = KINDS[document.kind]
  const take = (format: string) =>
    ['docx', 'pdf', 'html'].includes(format)
      ? render(project, format as 'docx', document.id)
      : save(`/documents/${document.id}/export.${format}`, `${project.title} ${document.kind}.${format}`)
  return (
    <>
      <Formats title="To read" choices={DOCUMENT} busy={busy} onTake={(f) => run(f, () => take(f))} />
      {playerFormats && (
        <Formats
          title="For players"
          choices={playerFormats}
          busy={busy}
          onTake={(f) => run(f, () => save(`/documents/${document.id}/export.${f}`, `${project.title}.${f}`))}
        />
      )}
      <Copies run={run} markdown={() => fetchText(`/documents/${document.id}/export.md`)} />
    </>
  )
}
