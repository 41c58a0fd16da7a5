import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Problem } from '../api/problem.ts'
import type { Body, Kind } from '../api/types.ts'
import { at, insertItem, mergeItem, moveItem, put, removeItem, type Path } from '../logic/body.ts'
import { shapes, type Group, type List } from '../logic/shapes.ts'
import { kindName } from '../logic/status.ts'
import { usePlayer } from '../project/player.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import { FieldInput } from './FieldInput.tsx'
import { AT_ONCE, PartWindow, windowOf } from './PartWindow.tsx'

type Props = {
  kind: Kind
  start: { body: Body; etag: string | null }
  hasVideo: boolean
  onSave: (body: Body, ifMatch: string | null) => Promise<void>
  /** Reads the newest state and tells its ETag. */
  onReload: () => Promise<string | null>
  onClose: () => void
}

type Edit = (change: (body: Body) => Body) => void

/** A document as fields: every part can be written, moved, joined, deleted, added. */
export function BodyEditor({ kind, start, hasVideo, onSave, onReload, onClose }: Props) {
  const [body, setBody] = useState(start.body)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const dirty = body !== start.body
  const conflict = error instanceof Problem && error.status === 412

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (dirty) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [dirty])

  const save = async (ifMatch: string | null) => {
    setBusy(true)
    setError(null)
    try {
      await onSave(body, ifMatch)
      toast('Saved as a new version.')
      onClose()
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }

  const saveOver = async () => {
    setBusy(true)
    try {
      await save(await onReload())
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }

  // What was pressed to come here is gone; a keyboard and a screen reader go on from the fields.
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.focus({ preventScroll: true }), [])

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return
    event.preventDefault()
    if (dirty && !busy) form.current?.requestSubmit()
  }

  const edit: Edit = (change) => setBody((now) => change(now))

  return (
    <form
      className="body-editor"
      data-testid="body-editor"
      ref={form}
      tabIndex={-1}
      aria-label={`Edit the ${kindName[kind].toLowerCase()}`}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        void save(start.etag)
      }}
    >
      <div className="document-bar" role="toolbar" aria-label="Editing">
        <Button type="submit" look="primary" busy={busy} disabled={!dirty} data-testid="save-document">
          Save
        </Button>
        <Button look="quiet" onClick={onClose}>
          {dirty ? 'Discard the changes' : 'Close'}
        </Button>
      </div>
      {conflict ? (
        <div className="note note-info" role="alert" data-testid="conflict">
          <Icon name="merge" />
          <div>
            <p className="note-title">It was changed in another place meanwhile</p>
            <p>Save yours, and the other stays in the history. Take the other, and what you changed here is
              dropped.</p>
            <div className="note-actions">
              <Button look="primary" onClick={() => void saveOver()}>
                Save mine as the newest
              </Button>
              <Button onClick={() => void onReload().then(onClose)}>Take the other</Button>
            </div>
          </div>
        </div>
      ) : (
        error !== null && <ErrorNote error={error} />
      )}
      {shapes[kind].map((part) =>
        part.kind === 'group' ? (
          <GroupFields key={part.label} part={part} body={body} edit={edit} />
        ) : (
          <ListFields key={part.key} part={part} body={body} edit={edit} hasVideo={hasVideo} />
        ),
      )}
    </form>
  )
}

function GroupFields({ part, body, edit }: { part: Group; body: Body; edit: Edit }) {
  const base: Path = part.key === null ? [] : [part.key]
  return (
    <fieldset className="part">
      <legend>{part.label}</legend>
      {part.fields.map((field) => {
        const path = [...base, field.key]
        return (
          <FieldInput
            key={field.key}
            field={field}
            value={at(body, path)}
            onChange={(value) => edit((b) => put(b, path, value))}
          />
        )
      })}
    </fieldset>
  )
}

type ListProps = { part: List; body: Body; edit: Edit; hasVideo: boolean }

function ListFields({ part, body, edit, hasVideo }: ListProps) {
  const player = usePlayer()
  const list: Path = [part.key]
  const items = (at(body, list) as object[] | undefined) ?? []
  const [wanted, setFirst] = useState(0)
  const first = Math.min(wanted, windowOf(items.length - 1))
  const add = (index: number) => {
    const fresh = part.fresh(player.at.get())
    if ('picture' in fresh && !hasVideo) fresh.picture = null
    edit((b) => insertItem(b, list, index, fresh))
    setFirst(windowOf(index))
  }
  return (
    <fieldset className="part">
      <legend>{part.label}</legend>
      <PartWindow name={part.label} count={items.length} first={first} onMove={setFirst} />
      {items.slice(first, first + AT_ONCE).map((_, shown) => {
        const i = first + shown
        const name = `${part.item} ${i + 1}`
        return (
          <div className="part-item" key={i} role="group" aria-label={name} data-testid="part-item">
            <div className="part-fields">
              {part.fields.map((field) => {
                const path = [...list, i, field.key]
                return (
                  <FieldInput
                    key={field.key}
                    field={field}
                    value={at(body, path)}
                    onChange={(value) => edit((b) => put(b, path, value))}
                  />
                )
              })}
            </div>
            <div className="part-tools">
              <IconButton
                label={`Move ${name} up`}
                disabled={i === 0}
                onClick={() => edit((b) => moveItem(b, list, i, -1))}
              >
                <Icon name="up" size={16} />
              </IconButton>
              <IconButton
                label={`Move ${name} down`}
                disabled={i === items.length - 1}
                onClick={() => edit((b) => moveItem(b, list, i, 1))}
              >
                <Icon name="down" size={16} />
              </IconButton>
              <IconButton
                label={`Join ${name} with the next`}
                disabled={i === items.length - 1}
                onClick={() => edit((b) => mergeItem(b, list, i))}
              >
                <Icon name="merge" size={16} />
              </IconButton>
              <IconButton label={`Delete ${name}`} onClick={() => edit((b) => removeItem(b, list, i))}>
                <Icon name="trash" size={16} />
              </IconButton>
            </div>
          </div>
        )
      })}
      <PartWindow name={part.label} count={items.length} first={first} onMove={setFirst} />
      <Button look="quiet" icon={<Icon name="plus" />} onClick={() => add(items.length)}>
        {`Add a ${part.item.toLowerCase()}`}
      </Button>
    </fieldset>
  )
}
