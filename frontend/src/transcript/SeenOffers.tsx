import { useQuery } from '@tanstack/react-query'
import { useRef, useState, type ReactNode } from 'react'
import { correctionsQuery, queryClient } from '../api/queries.ts'
import { recall, remember } from '../storage.ts'
import { clock } from '../logic/format.ts'
import { isSeen, refuse, seenKey, seenWords, type SeenCorrection } from '../logic/offers.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { moveOn } from './focus.ts'
import type { TranscriptSession } from './session.ts'

type Props = { projectId: string; session: TranscriptSession; children: ReactNode }

/** What a screen spells in another way than the transcript, one at a time with its picture; else the children. */
export function SeenOffers({ projectId, session, children }: Props) {
  const { data } = useQuery(correctionsQuery(projectId))
  const [answered, setAnswered] = useState<string[]>(() => recall<string[]>('not-seen', []))
  const [large, setLarge] = useState(false)
  const box = useRef<HTMLElement>(null)
  const offer = (data ?? []).filter(isSeen).find((one) => !answered.includes(seenKey(one)))
  if (!offer) return children

  const done = (kept: SeenCorrection) => {
    setAnswered((all) => refuse(all, [seenKey(kept)]))
    moveOn(box.current)
  }
  const correct = async () => {
    done(offer)
    await session.replaceAll(offer.heard, offer.written, { matchCase: true, wholeWord: true })
    void queryClient.invalidateQueries({ queryKey: ['corrections'] })
  }
  const notNow = () => {
    remember('not-seen', refuse(recall<string[]>('not-seen', []), [seenKey(offer)]))
    done(offer)
  }

  const at = clock(offer.seen.at_ms)
  return (
    <section className="offers" aria-label="Seen on the screen" data-testid="seen-offer" ref={box}>
      <button
        type="button"
        className="offer-proof"
        aria-label={`The screen at ${at}, large`}
        onClick={() => setLarge(true)}
      >
        <img src={offer.seen.url} alt="" />
      </button>
      <p role="status">{seenWords(offer)}</p>
      <Button onClick={correct}>Correct</Button>
      <Button look="quiet" onClick={notNow}>
        Not now
      </Button>
      {large && (
        <Dialog title={`The screen at ${at}`} onClose={() => setLarge(false)} wide>
          <img className="proof-large" src={offer.seen.url} alt={`The screen with “${offer.written}”`} />
        </Dialog>
      )}
    </section>
  )
}
