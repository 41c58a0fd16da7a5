import type { Kind } from '../api/types.ts'
import { configQuery, queryClient } from '../api/queries.ts'
import { STEPS } from '../logic/status.ts'
import { KINDS } from './registry.ts'

/** Returns the kinds that the server writes, in its order. The sign-in has loaded the configuration by now. */
export function offeredKinds(): Kind[] {
  const config = queryClient.getQueryData(configQuery.queryKey)
  return (config?.document_kinds ?? []).filter((kind) => kind in KINDS)
}

/** Returns the kind's name within a sentence: "summary", but "FAQ". */
export function kindWord(kind: Kind): string {
  const { label } = KINDS[kind]
  return label === label.toUpperCase() ? label : label.toLowerCase()
}

/** Returns the name of a step on screen. A step that is unknown here keeps the server's name. */
export function stepName(name: string): string {
  const [, kind] = /^write:(.+)$/.exec(name) ?? []
  if (!kind) return STEPS[name]?.[0] ?? name
  return `Write the ${kind in KINDS ? kindWord(kind as Kind) : kind}`
}
