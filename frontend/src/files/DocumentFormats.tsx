import type { Document } from '../api/types.ts'
import { KINDS } from '../kinds/registry.ts'
import type { FilesProps } from './busy.ts'
import { Copies } from './Copies.tsx'
import { fetchText, illustrated, render, save } from './exports.ts'
import { FOR_PLAYERS, isRendered, ofDocuments } from './formats.ts'
import { FormatButtons } from './FormatButtons.tsx'
import { documentQuery, fitting, hasPictures, hasVideo, hides } from './options.ts'

type Props = FilesProps & { document: Document }

/** The files of a document. */
export function DocumentFormats({ project, document, busy, run, options, fields }: Props) {
  const { isForPlayers } = KINDS[document.kind]
  const canMove = hasPictures(document) && hasVideo(project) && !hides(document)
  const path = (format: string) => `/documents/${document.id}/export.${format}${documentQuery(options)}`
  const take = (format: string) =>
    isRendered(format)
      ? render(project, { format, document_id: document.id, options: fitting(options, format, canMove) })
      : save(path(format), `${project.title} ${document.kind}.${format}`)
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
      {fields}
      <Copies
        run={run}
        markdown={() => fetchText(path('md'))}
        illustrated={options.pictures ? () => illustrated(document.id) : undefined}
      />
    </>
  )
}
