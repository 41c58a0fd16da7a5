/** What a person may say about a recording before it is worked on, remembered for the next one. */

import type { Kind, ProjectRequest } from '../api/types.ts'
import { recall, remember } from '../auth/storage.ts'

export type Options = { language: string; documents: Kind[]; vocabulary: string; instructions: string }

const ALL: Kind[] = ['summary', 'chapters', 'guide', 'article', 'script']

export function defaultOptions(): Options {
  return recall<Options>('options', { language: '', documents: ALL, vocabulary: '', instructions: '' })
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
    ...(options.language ? { language: options.language } : {}),
    ...(vocabulary.length > 0 ? { vocabulary } : {}),
    ...(options.instructions.trim() ? { instructions: options.instructions.trim() } : {}),
  }
}

/** The languages that recognisers know, most spoken on recordings first. */
export const LANGUAGES = [
  'en', 'es', 'de', 'fr', 'pt', 'it', 'nl', 'pl', 'tr', 'ru', 'uk', 'ar', 'hi', 'zh', 'ja', 'ko',
  'cs', 'da', 'el', 'fi', 'he', 'hu', 'id', 'ms', 'no', 'ro', 'sk', 'sv', 'ta', 'th', 'ur', 'vi',
] // prettier-ignore
