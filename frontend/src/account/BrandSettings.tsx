import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { call } from '../api/client.ts'
import { describe } from '../api/problem.ts'
import { brandQuery } from '../api/queries.ts'
import type { Brand } from '../api/types.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Waiting } from '../ui/Splash.tsx'
import { toast } from '../ui/toasts.tsx'
import { asPng } from './logo.ts'

const GREEN = '#0b5c4d'

/** The colour and the logo of exported files. */
export function BrandSettings() {
  const colour = useId()
  const file = useId()
  const client = useQueryClient()
  const query = useQuery(brandQuery)
  const [busy, setBusy] = useState(false)

  const change = async (work: () => Promise<{ data: Brand | null }>) => {
    setBusy(true)
    try {
      const { data } = await work()
      if (data) client.setQueryData(brandQuery.queryKey, data)
    } catch (error) {
      toast(`${describe(error).title}. ${describe(error).detail}`)
    } finally {
      setBusy(false)
    }
  }
  const setAccent = (accent: string | null) =>
    change(() => call('/me/brand', { method: 'PUT', body: { accent } }))
  const setLogo = (chosen: File) =>
    change(async () => call('/me/brand/logo', { method: 'PUT', body: { png: await asPng(chosen) } }))

  if (query.isPending) return <Waiting words="Reading the look of your files" />
  if (query.isError) return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
  const { accent, logo_url } = query.data
  return (
    <div className="brand">
      {logo_url && <img src={logo_url} alt="Your logo" data-testid="logo" />}
      <div className="field-row">
        <div className="field">
          <label htmlFor={file}>Logo</label>
          <input
            id={file}
            type="file"
            accept="image/png,image/jpeg"
            disabled={busy}
            onChange={(event) => {
              const chosen = event.target.files?.[0]
              event.target.value = ''
              if (chosen) void setLogo(chosen)
            }}
          />
        </div>
        {logo_url && (
          <Button
            disabled={busy}
            onClick={() => void change(() => call('/me/brand/logo', { method: 'DELETE' }))}
          >
            Remove the logo
          </Button>
        )}
      </div>
      <div className="field-row">
        <div className="field">
          <label htmlFor={colour}>Colour</label>
          <input
            key={accent}
            id={colour}
            type="color"
            defaultValue={accent ?? GREEN}
            disabled={busy}
            onBlur={(event) => {
              if (event.target.value !== (accent ?? GREEN)) void setAccent(event.target.value)
            }}
          />
        </div>
        {accent && (
          <Button disabled={busy} onClick={() => void setAccent(null)}>
            Use Clueso’s green
          </Button>
        )}
      </div>
    </div>
  )
}
