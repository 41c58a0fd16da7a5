import { useQuery } from '@tanstack/react-query'
import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { tagsQuery } from '../api/queries.ts'
import type { Project } from '../api/types.ts'
import { counted } from '../logic/format.ts'
import { sharedTags, tagKey } from '../logic/tags.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import { tag, tell } from './bulk.ts'

const LONGEST = 50
const MOST_OFFERED = 8

/** Tags of one recording, or of several: what is added is added to all, what is removed is removed from all. */
export default function TagDialog({
  projects,
  onClose,
}: {
  projects: readonly Project[]
  onClose: () => void
}) {
  const [added, setAdded] = useState<string[]>([])
  const [removed, setRemoved] = useState<string[]>([])
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const { data: used = [] } = useQuery(tagsQuery(typed.trim()))
  const is = (list: readonly string[], name: string) => list.some((other) => tagKey(other) === tagKey(name))
  const there = sharedTags(projects.map(({ tags }) => tags)).filter(
    ({ name }) => !is(removed, name) && !is(added, name),
  )
  const onAll = there.filter(({ count }) => count === projects.length).map(({ name }) => name)
  const offered = used.filter(({ name }) => !is(added, name) && !is(onAll, name)).slice(0, MOST_OFFERED)

  const add = (name: string) => {
    const tidy = name.trim().replace(/\s+/g, ' ')
    setTyped('')
    field.current?.focus()
    if (!tidy || is(added, tidy) || is(onAll, tidy)) return
    // A tag is written as it was before.
    const known = used.find((other) => tagKey(other.name) === tagKey(tidy))?.name ?? tidy
    setAdded((now) => [...now, known])
    setRemoved((now) => now.filter((other) => tagKey(other) !== tagKey(known)))
  }
  const drop = (name: string) => {
    setAdded((now) => now.filter((other) => tagKey(other) !== tagKey(name)))
    if (
      is(
        there.map((other) => other.name),
        name,
      )
    )
      setRemoved((now) => [...now, name])
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.key === 'Enter' || event.key === ',') && typed.trim()) {
      event.preventDefault()
      add(typed)
    } else if (event.key === 'Enter') void save()
  }
  const save = async () => {
    setBusy(true)
    const last = typed.trim() && !is(added, typed) ? [...added, typed.trim()] : added
    const failures = await tag(projects, { added: last, removed })
    onClose()
    const saved = projects.length - failures.length
    if (saved > 0)
      toast(saved === 1 ? 'The tags are saved.' : `The tags of ${counted(saved, 'recording')} are saved.`)
    tell(failures)
  }
  const chip = (name: string, note = '') => (
    <li key={name} className="tag">
      <span dir="auto">{name}</span>
      {note && <span className="tag-note">{note}</span>}
      <IconButton label={`Remove ${name}`} onClick={() => drop(name)}>
        <Icon name="close" size={14} />
      </IconButton>
    </li>
  )
  return (
    <Dialog
      title={projects.length === 1 ? 'Tags' : `Tags of ${counted(projects.length, 'recording')}`}
      onClose={onClose}
    >
      <div className="dialog-body">
        <ul className="tags" aria-label="Tags" data-testid="tags">
          {there.map(({ name, count }) =>
            chip(name, count < projects.length ? `on ${count} of ${projects.length}` : ''),
          )}
          {added.map((name) => chip(name))}
        </ul>
        <div className="field">
          <label htmlFor={id}>Add a tag</label>
          <input
            id={id}
            ref={field}
            value={typed}
            maxLength={LONGEST}
            autoComplete="off"
            placeholder="Type it, then Enter"
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        {offered.length > 0 && (
          <ul className="tags" aria-label="Tags that you use">
            {offered.map(({ name, count }) => (
              <li key={name}>
                <button type="button" className="tag tag-offer" onClick={() => add(name)}>
                  <Icon name="plus" size={14} />
                  <span dir="auto">{name}</span>
                  <span className="tag-note" aria-label={`on ${counted(count, 'recording')}`}>
                    {count}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Leave it</Button>
        <Button look="primary" busy={busy} onClick={() => void save()}>
          Save
        </Button>
      </footer>
    </Dialog>
  )
}
