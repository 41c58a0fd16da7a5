import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react'
import type { Body, Kind } from '../api/types.ts'
import { pointerOf } from '../logic/bodies.ts'
import { at, insertItem, mergeItem, moveItem, removeItem, type Path } from '../logic/body.ts'
import type { View } from '../logic/documentSaver.ts'
import { type Field, type Group, type List } from '../logic/shapes.ts'
import { kindWord } from '../kinds/names.ts'
import { KINDS } from '../kinds/registry.ts'
import { usePlayer } from '../player/player.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { useStore } from '../store.ts'
import { FieldInput } from './FieldInput.tsx'
import { AT_ONCE, PartWindow, windowOf } from './PartWindow.tsx'
import type { DocumentSession } from './session.ts'

type Props = {
  kind: Kind
  session: DocumentSession
  view: View
  takesFocus: boolean
  children: ReactNode
}

/** A document as fields: every part can be written, moved, joined, deleted, added. `children` stand above them. */
export function BodyEditor({ kind, session, view, takesFocus, children }: Props) {
  const root = useRef<HTMLElement>(null)
  const takeFocus = useEffectEvent(() => {
    if (takesFocus) root.current?.focus({ preventScroll: true })
  })
  useEffect(() => takeFocus(), [])
  return (
    <section
      className="body-editor"
      data-testid="body-editor"
      ref={root}
      tabIndex={-1}
      aria-label={`Edit the ${kindWord(kind)}`}
    >
      {children}
      {KINDS[kind].parts.map((part) =>
        part.kind === 'group' ? (
          <GroupFields key={part.label} part={part} session={session} view={view} />
        ) : (
          <ListFields key={part.key} part={part} session={session} view={view} />
        ),
      )}
    </section>
  )
}

type PartProps = { session: DocumentSession; view: View }

function Fields({ fields, base, session, view }: PartProps & { fields: Field[]; base: Path }) {
  return fields.map((field) => {
    const path = [...base, field.key]
    const pointer = pointerOf(path)
    return (
      <FieldInput
        key={field.key}
        field={field}
        pointer={pointer}
        value={at(view.body, path)}
        problem={view.problems.find((problem) => problem.pointer === pointer)?.words ?? null}
        onChange={(value) => session.set(path, value)}
      />
    )
  })
}

function GroupFields({ part, session, view }: PartProps & { part: Group }) {
  return (
    <fieldset className="part">
      <legend>{part.label}</legend>
      <Fields fields={part.fields} base={part.key === null ? [] : [part.key]} session={session} view={view} />
    </fieldset>
  )
}

function ListFields({ part, session, view }: PartProps & { part: List }) {
  const player = usePlayer()
  const list: Path = [part.key]
  const items = (at(view.body, list) as object[] | undefined) ?? []
  const [wanted, setFirst] = useState(0)
  const first = Math.min(wanted, windowOf(items.length - 1))
  const [, revealedPart, revealedItem] = useStore(session.reveal)?.pointer.split('/') ?? []
  useEffect(() => {
    if (revealedPart === part.key && revealedItem) setFirst(windowOf(Number(revealedItem)))
  }, [revealedPart, revealedItem, part.key])
  const add = () => {
    const fresh = part.fresh(player.at.get())
    session.change((body) => insertItem(body, list, items.length, fresh))
    session.show(pointerOf([...list, items.length]))
  }
  return (
    <fieldset className="part" data-pointer={pointerOf(list)}>
      <legend>{part.label}</legend>
      <PartWindow name={part.label} count={items.length} first={first} onMove={setFirst} />
      {items.slice(first, first + AT_ONCE).map((_, shown) => {
        const index = first + shown
        const name = `${part.item} ${index + 1}`
        const path = [...list, index]
        return (
          <div
            className="part-item"
            key={index}
            role="group"
            aria-label={name}
            data-testid="part-item"
            data-pointer={pointerOf(path)}
          >
            <div className="part-fields">
              <p className="part-name" aria-hidden="true">
                {name}
              </p>
              <Fields fields={part.fields} base={path} session={session} view={view} />
            </div>
            <PartTools name={name} list={list} index={index} count={items.length} edit={session.change} />
          </div>
        )
      })}
      <PartWindow name={part.label} count={items.length} first={first} onMove={setFirst} />
      <Button look="quiet" icon={<Icon name="plus" />} onClick={add}>
        {`Add a ${part.item.toLowerCase()}`}
      </Button>
    </fieldset>
  )
}

type ToolsProps = {
  name: string
  list: Path
  index: number
  count: number
  edit: (change: (body: Body) => Body) => void
}

function PartTools({ name, list, index, count, edit }: ToolsProps) {
  return (
    <div className="part-tools">
      <IconButton
        label={`Move ${name} up`}
        disabled={index === 0}
        onClick={() => edit((body) => moveItem(body, list, index, -1))}
      >
        <Icon name="up" size={16} />
      </IconButton>
      <IconButton
        label={`Move ${name} down`}
        disabled={index === count - 1}
        onClick={() => edit((body) => moveItem(body, list, index, 1))}
      >
        <Icon name="down" size={16} />
      </IconButton>
      <IconButton
        label={`Join ${name} with the next`}
        disabled={index === count - 1}
        onClick={() => edit((body) => mergeItem(body, list, index))}
      >
        <Icon name="merge" size={16} />
      </IconButton>
      <IconButton label={`Delete ${name}`} onClick={() => edit((body) => removeItem(body, list, index))}>
        <Icon name="trash" size={16} />
      </IconButton>
    </div>
  )
}
