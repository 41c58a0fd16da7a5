import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { addWord } from '../account/words.ts'
import { describe } from '../api/problem.ts'
import { correctionsQuery, queryClient } from '../api/queries.ts'
import type { Correction } from '../api/types.ts'
import { recall, remember } from '../storage.ts'
import { heardWords, offerWords, open, refuse } from '../logic/offers.ts'
import { Button, IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { toast } from '../ui/toasts.tsx'
import { moveOn } from './focus.ts'

/** What was corrected, offered for the vocabulary; quiet, and gone for good once it was refused. */
export function Offers({ projectId }: { projectId: string }) {
  const { data } = useQuery(correctionsQuery(projectId))
  const [refused, setRefused] = useState<string[]>(() => recall<string[]>('not-now', []))
  const [added, setAdded] = useState<string[]>([])
  const box = useRef<HTMLElement>(null)

  const offers = open(data ?? [], [...refused, ...refuse([], added)])

  const add = async ({ written }: Correction) => {
    setAdded((words) => [...words, written])
    moveOn(box.current)
    try {
      if (await addWord(written)) {
        toast(`“${written}” is in your vocabulary.`)
        void queryClient.invalidateQueries({ queryKey: ['corrections'] })
        return
      }
      toast('Your vocabulary is full. Remove words on the Account page first.')
    } catch (error) {
      toast(`${describe(error).title}. ${describe(error).detail}`)
    }
    setAdded((words) => words.filter((word) => word !== written))
  }

  const notNow = (words: Correction[]) => {
    const all = refuse(
      recall<string[]>('not-now', []),
      words.map(({ written }) => written),
    )
    remember('not-now', all)
    setRefused(all)
    moveOn(box.current)
  }

  return (
    <>
      <p className="visually-hidden" role="status">
        {offers.length > 0 && `${offerWords(offers).what}.`}
      </p>
      {offers.length > 0 && (
        <section className="offers" aria-label="For your vocabulary" data-testid="offers" ref={box}>
          {offers.length === 1 ? (
            <One offer={offers[0]!} onAdd={add} />
          ) : (
            <Several offers={offers} onAdd={add} onNotNow={notNow} />
          )}
          <Button look="quiet" onClick={() => notNow(offers)}>
            Not now
          </Button>
        </section>
      )}
    </>
  )
}

type Answering = { onAdd: (offer: Correction) => void; onNotNow: (offers: Correction[]) => void }

function One({ offer, onAdd }: { offer: Correction } & Pick<Answering, 'onAdd'>) {
  return (
    <>
      <Words offers={[offer]} title={heardWords(offer)} />
      <Button onClick={() => onAdd(offer)}>Add</Button>
    </>
  )
}

function Words({ offers, title }: { offers: Correction[]; title?: string }) {
  const { what, why } = offerWords(offers)
  return (
    <p title={title}>
      {what}
      <span className="offer-why">{why}</span>.
    </p>
  )
}

function Several({ offers, onAdd, onNotNow }: { offers: Correction[] } & Answering) {
  return (
    <>
      <Words offers={offers} />
      <ul>
        {offers.map((offer) => (
          <li key={offer.written} title={heardWords(offer)}>
            <button
              type="button"
              className="offer-add"
              aria-label={`Add ${offer.written}`}
              onClick={() => onAdd(offer)}
            >
              <Icon name="plus" size={14} /> {offer.written}
            </button>
            <IconButton label={`Not now: ${offer.written}`} onClick={() => onNotNow([offer])}>
              <Icon name="close" size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
    </>
  )
}
