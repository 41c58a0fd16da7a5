import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call, post } from '../api/client.ts'
import { Once } from '../api/once.ts'
import { describe } from '../api/problem.ts'
import { replacementsQuery } from '../api/queries.ts'
import type { Kind, Replacement, Replacements } from '../api/types.ts'
import { kindWord } from '../kinds/names.ts'
import { placesWords } from '../logic/elsewhere.ts'
import { useStore } from '../store.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import type { TranscriptSession } from './session.ts'
import { useCorrected } from './useCorrected.ts'

/** Words that were replaced in the transcript, offered for the title and the documents too. */
export function Elsewhere({ session }: { session: TranscriptSession }) {
  const replacement = useStore(session.replacement)
  useCorrected(session)
  if (!replacement) return null
  const close = () => session.replacement.set(null)
  return <Offer key={JSON.stringify(replacement)} {...{ session, replacement, close }} />
}

type Props = { session: TranscriptSession; replacement: Replacement; close: () => void }

function Offer({ session: { projectId }, replacement, close }: Props) {
  const client = useQueryClient()
  const { data } = useQuery(replacementsQuery(projectId, replacement))
  const [once] = useState(() => new Once())
  const [made, setMade] = useState<Replacements | null>(null)
  const [busy, setBusy] = useState(false)
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The button that was pressed is gone: the next one takes its place.
    if (made) bar.current?.querySelector('button')?.focus()
  }, [made])
  const places = made
    ? placesOf(made.title === null ? 0 : 1, made.items)
    : placesOf(data?.title ?? 0, data?.items ?? [])
  if (!places) return null

  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    try {
      await work()
    } catch (error) {
      toast(`${describe(error).title}. ${describe(error).detail}`)
    }
    setBusy(false)
    for (const queryKey of [['documents', projectId], ['document'], ['project', projectId], ['projects']])
      void client.invalidateQueries({ queryKey })
  }
  const replace = async () => {
    const wanted = {
      ...replacement,
      title: (data?.title ?? 0) > 0,
      document_ids: data?.items.map((item) => item.document_id) ?? [],
    }
    setMade(await post(`/projects/${projectId}/replacements`, wanted, once.keyFor(wanted)))
  }
  const takeBack = async ({ title_before, items }: Replacements) => {
    for (const { document_id, version, version_before } of items)
      await call(`/documents/${document_id}/versions/${version_before}/restore`, {
        method: 'POST',
        body: {},
        // Whatever was written there since is no longer what this takes back.
        ifMatch: `"${version}"`,
      })
    if (title_before !== null)
      await call(`/projects/${projectId}`, { method: 'PATCH', body: { title: title_before } })
    close()
    toast('The title and the documents are as they were.')
  }

  return (
    <div className="elsewhere" data-testid="elsewhere" ref={bar}>
      <p role="status">
        {made ? `Replaced in ${places} too.` : `“${replacement.find}” also stands in ${places}.`}
      </p>
      {made ? (
        <Button look="quiet" busy={busy} onClick={() => void run(() => takeBack(made))}>
          Undo there
        </Button>
      ) : (
        <Button look="quiet" busy={busy} onClick={() => void run(replace)}>
          Replace there too
        </Button>
      )}
      <IconButton label="Close" onClick={close}>
        <Icon name="close" size={16} />
      </IconButton>
    </div>
  )
}

const placesOf = (title: number, items: readonly { kind: Kind }[]) =>
  placesWords(
    title,
    items.map(({ kind }) => kindWord(kind)),
  )
