/** Short names for the API's types. `make types` generates schema.d.ts. */

import type { components } from './schema.d.ts'

type Schemas = components['schemas']

export type Config = Schemas['Config']
export type Brand = Schemas['Brand']
export type Vocabulary = Schemas['Vocabulary']
export type Key = Schemas['Key']
export type NewSecret = Schemas['NewSecret']

export type Comment = Schemas['Comment']

export type Link = Schemas['Link']
export type LinkPart = Link['shows'][number]
export type NewAddress = Schemas['NewAddress']

export type Upload = Schemas['Upload']
export type AvailableUpload = Schemas['AvailableUpload']
export type SignedPart = Schemas['SignedPart']

export type Hit = Schemas['Hit']

export type Playback = Schemas['Playback']
export type Project = Schemas['Project']
export type ListedProject = Schemas['ListedProject']
export type ProjectStatus = Schemas['ProjectStatus']
export type ProjectRequest = Schemas['NewProject']
export type Step = Schemas['Step']
export type Trouble = Schemas['Trouble']
export type StepStatus = Schemas['StepStatus']

export type ExportRequest = Schemas['NewExport']
export type FileOptions = Schemas['Export']['options']

export type Word = Schemas['Word']
export type Segment = Schemas['Segment']
export type Speaker = Schemas['Speaker']
export type LanguageShare = Schemas['LanguageShare']
export type Transcript = Schemas['Transcript']
export type TranscriptWarning = Transcript['warnings'][number]
export type TranscriptChange = Schemas['TranscriptChange']
export type SetSpeaker = Schemas['SetSpeaker']
/** A segment that a splice puts in; `speaker_id` or `speaker` says who speaks. */
export type Passage = Schemas['Passage']
export type Splice = Schemas['Splice']
/** Words that are replaced in the transcript, as its operation `replace_all` has them. */
export type Replacement = Required<Omit<Schemas['Replacement'], 'title' | 'document_ids'>>
export type Replacements = Schemas['Replacements']
export type Correction = Schemas['Correction']

export type Operation =
  | Schemas['SetText']
  | Schemas['Split']
  | Schemas['Merge']
  | Schemas['Delete']
  | Schemas['SetTimes']
  | Schemas['SetSpeaker']
  | Schemas['RenameSpeaker']
  | Schemas['ReplaceAll']
  | Schemas['Splice']

export type Kind = Schemas['DocumentKind']
export type DocumentStatus = Schemas['DocumentStatus']
export type Document = Schemas['Document']
export type Cited = Schemas['CitedText']
export type ActionItem = Schemas['ActionItem']
export type SummaryBody = Schemas['SummaryBody']
export type ChaptersBody = Schemas['ChaptersBody']
export type GuideBody = Schemas['GuideBody']
export type GuideStep = Schemas['GuideStep']
export type StepPicture = Schemas['StepPicture']
export type OwnPicture = Schemas['OwnPicture']
export type Mark = Schemas['Mark']
export type MarkKind = Schemas['MarkKind']
export type TakenPicture = Schemas['TakenPicture']
export type ArticleBody = Schemas['ArticleBody']
export type ScriptBody = Schemas['ScriptBody']
export type Body = NonNullable<Document['body']>

export type Page<T> = { items: T[]; next_cursor: string | null }

/** A line of a history. Only a document's has `edited` and `generator`. */
export type Version = Omit<Schemas['VersionOfTranscript'], 'segment_count'> &
  Partial<Pick<Schemas['VersionOfDocument'], 'edited' | 'generator'>>

/** A file that a worker renders, of the transcript or of a document. */
export type RenderedFormat = Schemas['RenderedFormat']
/** A text file of the transcript. */
export type ExportFormat = Schemas['ExportFormat']
/** A text file of a document. */
export type FileFormat = Schemas['FileFormat']
export type Export = Schemas['Export']
