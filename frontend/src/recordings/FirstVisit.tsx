import { useState } from 'react'
import sampleUrl from '../assets/sample.mp4?url'
import { describe } from '../api/problem.ts'
import { items } from '../uploads/items.ts'
import { add, start } from '../uploads/manager.ts'
import { useUploadSource } from '../uploads/source.ts'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { isPhone } from '../ui/phone.ts'
import { toast } from '../ui/toasts.tsx'
import { SampleShown } from './Sample.tsx'

const WAYS_IN = {
  own: [
    isPhone ? 'Record it' : 'Drop it or record it',
    'A talk, a meeting, a screen recording. You can close the page while it is worked on.',
  ],
  linked: ['Send it', 'A talk, a meeting, a screen recording, from the application where you upload it.'],
} as const

const WHAT = [
  ['Read it', 'A transcript that plays along, and documents in which every line leads back to its moment.'],
  ['Take it away', 'Word, PDF, Markdown, subtitles, or everything in one zip.'],
] as const

/** The empty home: what happens here, and a recording to try it with. */
export default function FirstVisit() {
  const [busy, setBusy] = useState(false)
  const isLinked = useUploadSource() === 'linked'

  const tryIt = async () => {
    setBusy(true)
    try {
      const response = await fetch(sampleUrl)
      if (!response.ok)
        throw new Error('The sample recording did not load. Try again, or choose a file of your own.')
      const blob = await response.blob()
      add([new File([blob], 'Sample tutorial.mp4', { type: 'video/mp4', lastModified: 1 })])
      const item = items.get().at(-1)
      if (item) start(item.key)
    } catch (error) {
      toast(describe(error).detail)
    }
    setBusy(false)
  }

  return (
    <section className="first" aria-label="How it works">
      <SampleShown />
      <ol className="first-steps">
        {[isLinked ? WAYS_IN.linked : WAYS_IN.own, ...WHAT].map(([title, words]) => (
          <li key={title}>
            <h2>{title}</h2>
            <p>{words}</p>
          </li>
        ))}
      </ol>
      {!isLinked && (
        <div className="first-sample">
          <p>Nothing at hand? A screen recording of about a minute is ready.</p>
          <Button icon={<Icon name="play" />} busy={busy} onClick={() => void tryIt()} data-testid="sample">
            Try the sample recording
          </Button>
        </div>
      )}
    </section>
  )
}
