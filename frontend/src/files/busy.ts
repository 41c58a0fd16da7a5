import { useState, type ReactNode } from 'react'
import { describe } from '../api/problem.ts'
import type { FileOptions, Project } from '../api/types.ts'
import { toast } from '../ui/toasts.tsx'

export type Run = (name: string, work: () => Promise<unknown>) => void

/** Returns the name of the file in preparation, and `run`, which prepares one and shows a failure as a message. */
export function useBusy(): { busy: string | null; run: Run } {
  const [busy, setBusy] = useState<string | null>(null)
  const run: Run = (name, work) => {
    setBusy(name)
    work()
      .catch((error: unknown) => toast(`${describe(error).title}. ${describe(error).detail}`))
      .finally(() => setBusy(null))
  }
  return { busy, run }
}

export type FormatsProps = { project: Project; busy: string | null; run: Run }

export type FilesProps = FormatsProps & { options: FileOptions; fields: ReactNode }
