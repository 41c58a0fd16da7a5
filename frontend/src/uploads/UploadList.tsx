import { useState } from 'react'
import { percent } from '../logic/format.ts'
import { useStore } from '../store.ts'
import { Bar } from '../ui/Bar.tsx'
import { Button } from '../ui/Button.tsx'
import { later } from '../ui/later.tsx'
import { change, done, items, overall, type Item } from './items.ts'
import { hold, start } from './manager.ts'
import { UploadCard } from './UploadCard.tsx'

const OptionsForm = later(() => import('./OptionsForm.tsx'))

type Props = {
  /** Opens the browser's dialog for files. */
  onChoose: () => void
  onStart: () => void
}

/** The files on their way in, how far all of them are, and what can be said to all at once. */
export default function UploadList({ onChoose, onStart }: Props) {
  const list = useStore(items)
  const drafts = list.filter((item) => item.state === 'draft' && !item.isGone)
  return (
    <>
      <All list={list} />
      {list.length > 0 && (
        <ul className="uploads" aria-label="Uploads">
          {list.map((item) => (
            <UploadCard key={item.key} item={item} onChoose={onChoose} />
          ))}
        </ul>
      )}
      {drafts.length > 1 && <Drafts drafts={drafts} onStart={onStart} />}
    </>
  )
}

function All({ list }: { list: readonly Item[] }) {
  const all = overall(list, useStore(done))
  // The card of a single file says the same.
  if (all.files < 2 || all.done === all.files) return null
  const words = `${all.done} of ${all.files} files are in · ${percent(all.share)}`
  return (
    <div className="uploads-all" data-testid="uploads-all">
      <p>{words}</p>
      <Bar value={all.share} label="All uploads" words={words} />
    </div>
  )
}

function Drafts({ drafts, onStart }: { drafts: readonly Item[]; onStart: () => void }) {
  const [open, setOpen] = useState(false)
  const soon = drafts.some((item) => item.soon)
  return (
    <>
      {open && (
        <OptionsForm
          options={drafts[0]!.options}
          onChange={(options) => drafts.forEach(({ key }) => change(key, { options }))}
        />
      )}
      <div className="uploads-foot">
        <p role="status">{soon ? 'They start by themselves in a few seconds.' : ''}</p>
        {soon && (
          <Button look="quiet" onClick={hold}>
            Not yet
          </Button>
        )}
        <Button
          look="quiet"
          aria-expanded={open}
          onClick={() => {
            hold()
            setOpen(!open)
          }}
        >
          Options for all
        </Button>
        <Button
          look="primary"
          onClick={() => {
            drafts.forEach(({ key }) => start(key))
            onStart()
          }}
        >
          {`Start all ${drafts.length}`}
        </Button>
      </div>
    </>
  )
}
