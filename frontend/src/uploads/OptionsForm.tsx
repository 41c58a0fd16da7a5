import { useId } from 'react'
import type { Kind } from '../api/types.ts'
import { languageName } from '../logic/format.ts'
import { offeredKinds } from '../kinds/names.ts'
import { KINDS } from '../kinds/registry.ts'
import { LanguagesField } from './LanguagesField.tsx'
import { LANGUAGES, MOST_SPEAKERS, type Options } from './options.ts'

type Props = { options: Options; onChange: (options: Options) => void }

export default function OptionsForm({ options, onChange }: Props) {
  const id = useId()
  const kinds = offeredKinds()
  const toggle = (kind: Kind) =>
    onChange({
      ...options,
      documents: kinds.filter((k) => (k === kind) !== options.documents.includes(k)),
    })
  return (
    <div className="options">
      <div className="field">
        <label htmlFor={`${id}-language`}>Spoken language</label>
        <select
          id={`${id}-language`}
          value={options.language}
          onChange={(event) => onChange({ ...options, language: event.target.value })}
        >
          <option value="">Detect it</option>
          {LANGUAGES.map((code) => (
            <option key={code} value={code}>
              {languageName(code)}
            </option>
          ))}
        </select>
      </div>
      {options.language === '' && (
        <LanguagesField
          id={`${id}-languages`}
          languages={options.languages}
          onChange={(languages) => onChange({ ...options, languages })}
        />
      )}
      <div className="field">
        <label htmlFor={`${id}-speakers`}>How many people speak</label>
        <select
          id={`${id}-speakers`}
          value={options.speakers ?? ''}
          onChange={(event) => onChange({ ...options, speakers: Number(event.target.value) || null })}
        >
          <option value="">Find out</option>
          {Array.from({ length: MOST_SPEAKERS }, (_, i) => (
            <option key={i} value={i + 1}>
              {i + 1}
            </option>
          ))}
        </select>
      </div>
      <fieldset className="field">
        <legend>Documents to write</legend>
        <div className="kinds">
          {kinds.map((kind) => (
            <label key={kind} className="kind">
              <input
                type="checkbox"
                checked={options.documents.includes(kind)}
                onChange={() => toggle(kind)}
              />
              <span>
                <strong>{KINDS[kind].label}</strong>
                <small>{KINDS[kind].purpose}</small>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="field">
        <label htmlFor={`${id}-words`}>Names and words</label>
        <textarea
          id={`${id}-words`}
          rows={2}
          value={options.vocabulary}
          placeholder="Clueso, Dr. Okonkwo, Kubernetes"
          aria-describedby={`${id}-words-note`}
          onChange={(event) => onChange({ ...options, vocabulary: event.target.value })}
        />
        <small id={`${id}-words-note`}>
          Separated by commas. The transcript and the documents spell them as you do.
        </small>
      </div>
      <div className="field">
        <label htmlFor={`${id}-how`}>How to write</label>
        <textarea
          id={`${id}-how`}
          rows={2}
          value={options.instructions}
          placeholder="For new customers; short sentences"
          onChange={(event) => onChange({ ...options, instructions: event.target.value })}
        />
      </div>
    </div>
  )
}
