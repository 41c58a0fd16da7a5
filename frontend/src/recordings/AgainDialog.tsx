import { useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../api/client.ts'
import { Once } from '../api/once.ts'
import { queryClient, transcriptQuery } from '../api/queries.ts'
import type { Project } from '../api/types.ts'
import { defaultOptions, requestOf } from '../uploads/options.ts'
import OptionsForm from '../uploads/OptionsForm.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ErrorNote } from '../ui/ErrorNote.tsx'

/** A new project on the same upload: nothing is sent again. */
export default function AgainDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const [options, setOptions] = useState(() => ({
    ...defaultOptions(),
    language: isOfSeveral(project) ? '' : (project.language ?? ''),
    languages: project.languages,
    speakers: project.speakers,
    instructions: project.instructions ?? '',
  }))
  const [once] = useState(() => new Once())
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [, go] = useLocation()

  const start = async () => {
    setBusy(true)
    setError(null)
    try {
      const request = requestOf(project.upload_id, options)
      const made = await post('/projects', request, once.keyFor(request))
      void queryClient.invalidateQueries({ queryKey: ['projects'] })
      onClose()
      go(`/projects/${made.id}`)
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }

  return (
    <Dialog title="Transcribe again" onClose={onClose}>
      <div className="dialog-body">
        <p className="aside">
          A second recording of “{project.title}” appears beside this one, with its own transcript and
          documents. The file is not uploaded again, and this one stays as it is.
        </p>
        <OptionsForm options={options} onChange={setOptions} />
        {error !== null && <ErrorNote error={error} />}
      </div>
      <footer className="dialog-foot">
        <Button onClick={onClose}>Leave it</Button>
        <Button look="primary" busy={busy} onClick={() => void start()}>
          Start
        </Button>
      </footer>
    </Dialog>
  )
}

/** Whether the transcript or the project's options name more than one language. */
function isOfSeveral(project: Project): boolean {
  const heard = queryClient.getQueryData(transcriptQuery(project.id, true).queryKey)
  return project.languages.length > 0 || (heard?.data.languages.length ?? 0) > 1
}
