/** What a person may say about a recording before it is worked on, remembered for the next one. */

import type { Kind, ProjectRequest } from '../api/types.ts'
import { offeredKinds } from '../kinds/names.ts'
import { KINDS } from '../kinds/registry.ts'
import { recall, remember } from '../storage.ts'

/** `languages` narrows what is detected where `language` is empty. `speakers` is how many people speak; null: to be found out. */
export type Options = {
  language: string
  languages: string[]
  speakers: number | null
  documents: Kind[]
  vocabulary: string
  instructions: string
}

const FIRST: Omit<Options, 'documents'> = {
  language: '',
  languages: [],
  speakers: null,
  vocabulary: '',
  instructions: '',
}

/** Those of the last recording. */
export function defaultOptions(): Options {
  return completed(recall<Partial<Options>>('options', {}))
}

/** Options that this browser remembers, perhaps from another release: an option may be missing, a kind unknown. */
export function completed(remembered: Partial<Options>): Options {
  const options = { ...FIRST, documents: offeredKinds(), ...remembered }
  return { ...options, documents: options.documents.filter((kind) => kind in KINDS) }
}

export function rememberDefaults(options: Options): void {
  remember('options', options)
}

/** One word or phrase per line or comma. */
export function wordsOf(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[\n,;]/)
        .map((word) => word.trim())
        .filter(Boolean),
    ),
  ]
}

export function requestOf(uploadId: string, options: Options): ProjectRequest {
  const vocabulary = wordsOf(options.vocabulary)
  return {
    upload_id: uploadId,
    documents: options.documents,
    ...(options.language ? { language: options.language } : { languages: options.languages }),
    ...(options.speakers ? { speakers: options.speakers } : {}),
    ...(vocabulary.length > 0 ? { vocabulary } : {}),
    ...(options.instructions.trim() ? { instructions: options.instructions.trim() } : {}),
  }
}

/** As many people as can be told apart. */
export const MOST_SPEAKERS = 20

/** The languages that recognisers know, most spoken on recordings first. */
export const LANGUAGES = [
  'en', 'es', 'de', 'fr', 'pt', 'it', 'nl', 'pl', 'tr', 'ru', 'uk', 'ar', 'hi', 'zh', 'ja', 'ko',
  'cs', 'da', 'el', 'fi', 'he', 'hu', 'id', 'ms', 'no', 'ro', 'sk', 'sv', 'ta', 'th', 'ur', 'vi',
] // prettier-ignore
