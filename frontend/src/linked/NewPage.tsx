import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import type { Upload, Project } from '../api/types.ts'
import { bytes } from '../logic/format.ts'
import { statusWords } from '../logic/status.ts'
import { Intake } from './Intake.tsx'
import { defaultOptions, rememberDefaults, requestOf } from '../uploads/options.ts'
import OptionsForm from '../uploads/OptionsForm.tsx'
import { Button } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Waiting } from '../ui/Splash.tsx'
import { usePageTitle } from '../ui/title.ts'
import { startProject } from './making.ts'
import { madeOfQuery, uploadQuery } from './queries.ts'
import { UploadTrouble } from './UploadTrouble.tsx'

/** The page that a host links to, `/new?upload_id=…`: one upload, its options, one button. */
export default function NewPage() {
  usePageTitle('New recording')
  const [query] = useSearchParams()
  const uploadId = query.get('upload_id')
  return (
    <main className="page recordings" id="main">
      {uploadId ? (
        <OfUpload key={uploadId} uploadId={uploadId} />
      ) : (
        <>
          <h1>New recording</h1>
          <Intake first />
        </>
      )}
    </main>
  )
}

function OfUpload({ uploadId }: { uploadId: string }) {
  const upload = useQuery(uploadQuery(uploadId))
  if (upload.data) return <StartForm upload={upload.data} />
  if (upload.isError)
    return (
      <>
        <h1>New recording</h1>
        <UploadTrouble error={upload.error} onRetry={() => void upload.refetch()} />
      </>
    )
  return <Waiting words="Looking up your upload" />
}

function StartForm({ upload }: { upload: Upload }) {
  const [options, setOptions] = useState(defaultOptions)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [, go] = useLocation()
  const made = useQuery(madeOfQuery(upload.id))
  const isVideo = upload.content_type.startsWith('video/')

  const start = async () => {
    setBusy(true)
    setError(null)
    rememberDefaults(options)
    try {
      const project = await startProject(requestOf(upload.id, options))
      go(`/projects/${project.id}`, { replace: true })
    } catch (problem) {
      setError(problem)
      setBusy(false)
    }
  }

  return (
    <form
      className="start"
      aria-label="New recording"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void start()
      }}
    >
      <header className="start-head">
        <span className="upload-kind">
          <Icon name={isVideo ? 'film' : 'sound'} />
        </span>
        <div>
          <h1>{upload.filename}</h1>
          <p className="aside">{`${isVideo ? 'Video' : 'Audio'} · ${bytes(upload.size_bytes ?? 0)}`}</p>
        </div>
      </header>
      {made.data && made.data.length > 0 && <MadeAlready projects={made.data} />}
      <OptionsForm options={options} onChange={setOptions} />
      {error !== null && <UploadTrouble error={error} />}
      <div className="start-foot">
        <Button type="submit" look="primary" busy={busy}>
          Start
        </Button>
        <p className="aside">The file stays where it is. You can close the page while it is worked on.</p>
      </div>
    </form>
  )
}

/** The recordings already made from this upload, so that nobody starts a second one by mistake. */
function MadeAlready({ projects }: { projects: Project[] }) {
  return (
    <div className="note note-info" data-testid="made-already">
      <Icon name="check" />
      <div>
        <p className="note-title">There is a recording of this upload already</p>
        <ul>
          {projects.map((project) => (
            <li key={project.id}>
              <Link href={`/projects/${project.id}`}>{project.title}</Link> ({statusWords(project)})
            </li>
          ))}
        </ul>
        <p>With other options below you make another one. It does not change what is there.</p>
      </div>
    </div>
  )
}
