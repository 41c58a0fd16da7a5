import { flushSync } from 'react-dom'
import type { Cited } from '../api/types.ts'
import { insertItem, mergeItem, placeItem, removeItem } from '../logic/body.ts'
import { Button } from '../ui/Button.tsx'
import { EditableText } from '../ui/EditableText.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Menu, MenuItem } from '../ui/Menu.tsx'
import { Cite } from './Cite.tsx'
import type { Editing } from './kind.ts'

type Props = {
  title: string
  /** The field of the guide that holds them, and what one is called. */
  list: 'prerequisites' | 'troubleshooting'
  item: string
  items: readonly Cited[]
  edit: Editing
}

/** A titled list of sentences that are written in place: Enter begins the next one. */
export function GuidePoints({ title, list, item, items, edit }: Props) {
  const path = [list]
  const add = (index: number) => {
    edit.change((body) => insertItem(body, path, index, { text: '', segment_ids: [] }))
    edit.show(`/${list}/${index}`)
  }
  const remove = (index: number) => {
    flushSync(() => edit.change((body) => removeItem(body, path, index)))
    if (items.length > 1) edit.show(`/${list}/${Math.max(0, index - 1)}`)
  }
  const addOne = (
    <Button
      look="quiet"
      className="guide-add"
      icon={<Icon name="plus" size={16} />}
      onClick={() => add(items.length)}
    >
      {items.length === 0 ? title : `Add a ${item}`}
    </Button>
  )
  if (items.length === 0) return addOne
  return (
    <section className="guide-points">
      <h2>{title}</h2>
      <ul>
        {items.map(({ text, segment_ids }, index) => {
          const name = `${item} ${index + 1}`
          const pointer = `/${list}/${index}`
          return (
            <li key={index} data-pointer={pointer}>
              <EditableText
                value={text}
                label={name.replace(/^./, (first) => first.toUpperCase())}
                pointer={`${pointer}/text`}
                problem={edit.problemAt(`${pointer}/text`)}
                onChange={(value) => edit.set([list, index, 'text'], value)}
                onEnter={() => add(index + 1)}
                onEmptied={() => remove(index)}
              />{' '}
              <Cite ids={segment_ids} />
              <Menu label={`Change ${name}`} trigger={<Icon name="more" size={16} />}>
                <MenuItem
                  icon={<Icon name="up" />}
                  disabled={index === 0}
                  onSelect={() => edit.change((body) => placeItem(body, path, index, index - 1))}
                >
                  Move up
                </MenuItem>
                <MenuItem
                  icon={<Icon name="down" />}
                  disabled={index === items.length - 1}
                  onSelect={() => edit.change((body) => placeItem(body, path, index, index + 1))}
                >
                  Move down
                </MenuItem>
                <MenuItem
                  icon={<Icon name="merge" />}
                  disabled={index === items.length - 1}
                  onSelect={() => edit.change((body) => mergeItem(body, path, index))}
                >
                  Join with the next
                </MenuItem>
                <MenuItem icon={<Icon name="trash" />} danger onSelect={() => remove(index)}>
                  Remove
                </MenuItem>
              </Menu>
            </li>
          )
        })}
      </ul>
      {addOne}
    </section>
  )
}
