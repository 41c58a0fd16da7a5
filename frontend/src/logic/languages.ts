/** Which languages are spoken, where, and how much. */

import type { LanguageShare, Segment } from '../api/types.ts'
import { languageName } from './format.ts'

/** The code for a language that nobody has determined. */
const UNDETERMINED = 'und'

export function languageOf(segment: Segment, main: string | null): string | null {
  const { language } = segment
  return language && language !== UNDETERMINED ? language : main
}

/** The language that a passage is marked with: where it is another one than above, from another than the main one on. */
export function markedLanguage(
  segments: readonly Segment[],
  index: number,
  main: string | null,
): string | null {
  const segment = segments[index]
  const above = segments[index - 1]
  if (!segment) return null
  const language = languageOf(segment, main)
  return language === (above ? languageOf(above, main) : main) ? null : language
}

/** "English and German", the most spoken first. Those of less than a twentieth are left to the transcript. */
export function languagesWords(languages: readonly LanguageShare[]): string | null {
  const names = languages.filter(({ share }) => share >= 0.05).map(({ language }) => languageName(language))
  return names.length < 2 ? null : new Intl.ListFormat('en').format(names.filter((name) => name !== null))
}

/** "English 70 %, German 30 %"; the name alone where there is one, null where there is none. */
export function sharesWords(languages: readonly LanguageShare[]): string | null {
  if (languages.length < 2) return languageName(languages[0]?.language)
  return languages
    .map(
      ({ language, share }) =>
        `${languageName(language)} ${share < 0.01 ? 'under 1' : Math.round(share * 100)} %`,
    )
    .join(', ')
}
