import type { Document } from '../api/types.ts'
import { KINDS } from '../kinds/registry.ts'
import type { FormatsProps } from './busy.ts'
import { Copies } from './Copies.tsx'
import { fetchText, render, save } from './exports.ts'
import { FOR_PLAYERS, isRendered, ofDocuments } from './formats.ts'
import { FormatButtons } from './FormatButtons.tsx'

/** The files of a document. */
export function DocumentFormats({ project, document, busy, run }: FormatsProps & { document: Document }) {
  const { isForPlayers } = KINDS[document.kind]
  const take = (format: string) =>
    isRendered(format)
      ? render(project, format, document.id)
      : save(`/documents/${document.id}/export.${format}`, `${project.title} ${document.kind}.${format}`)
  return (
    <>
      {[...ofDocuments]
        .filter(([title]) => title !== FOR_PLAYERS || isForPlayers)
        .map(([title, choices]) => (
          <FormatButtons
            key={title}
            title={title}
            choices={choices}
            busy={busy}
            onTake={(f) => run(f, () => take(f))}
          />
        ))}
      <Copies run={run} markdown={() => fetchText(`/documents/${document.id}/export.md`)} />
    </>
  )
}
