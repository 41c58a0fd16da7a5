import { useQuery } from '@tanstack/react-query'
import { soundQuery } from '../api/queries.ts'
import { bytes } from '../logic/format.ts'
import type { FormatsProps } from './busy.ts'
import { saveSound } from './exports.ts'
import { FormatButtons } from './FormatButtons.tsx'

/** The download of the recording's sound. Renders nothing where no sound is kept. */
export function Sound({ project, busy, run }: FormatsProps) {
  const { data: media } = useQuery(soundQuery(project.id))
  if (!media?.audio_url || media.audio_size_bytes === null) return null
  return (
    <FormatButtons
      title="Sound"
      choices={[{ format: 'opus', label: 'Opus', ending: bytes(media.audio_size_bytes) }]}
      busy={busy}
      onTake={(format) => run(format, () => saveSound(project))}
    />
  )
}
