import type { Segment } from '../api/types.ts'
import type { Listed } from '../logic/speakers.ts'
import { alsoIn, type Overlap } from '../logic/together.ts'
import { VoiceName } from '../ui/VoiceName.tsx'

type Props = { segment: Segment; overlaps: readonly Overlap[]; speakers: readonly Listed[] }

/** Who else speaks while a passage is said. */
export function Together({ segment, overlaps, speakers }: Props) {
  const ids = alsoIn(segment, overlaps)
  const others = speakers.filter(({ id }) => id !== null && ids.includes(id))
  if (others.length === 0) return null
  return (
    <p className="together" data-testid="together">
      At the same time:
      {others.map(({ id, name, tone }) => (
        <VoiceName key={id} name={name} tone={tone} />
      ))}
    </p>
  )
}
