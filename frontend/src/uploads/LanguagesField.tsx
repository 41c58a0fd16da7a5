import { languageName } from '../logic/format.ts'
import { IconButton } from '../ui/Button.tsx'
import { Icon } from '../ui/Icon.tsx'
import { LANGUAGES } from './options.ts'

const MOST = 5

type Props = { id: string; languages: readonly string[]; onChange: (languages: string[]) => void }

/** The languages that a recording may be spoken in, where one knows. */
export function LanguagesField({ id, languages, onChange }: Props) {
  return (
    <div className="field">
      <label htmlFor={id}>Languages that may be spoken</label>
      {languages.length > 0 && (
        <ul className="picked" aria-label="Chosen languages">
          {languages.map((code) => (
            <li key={code}>
              {languageName(code)}
              <IconButton
                label={`Remove ${languageName(code)}`}
                onClick={() => onChange(languages.filter((other) => other !== code))}
              >
                <Icon name="close" size={14} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <select
        id={id}
        value=""
        disabled={languages.length >= MOST}
        aria-describedby={`${id}-note`}
        onChange={(event) => onChange([...languages, event.target.value])}
      >
        <option value="">{languages.length === 0 ? 'Any language' : 'Add a language'}</option>
        {LANGUAGES.filter((code) => !languages.includes(code)).map((code) => (
          <option key={code} value={code}>
            {languageName(code)}
          </option>
        ))}
      </select>
      <small id={`${id}-note`}>
        Up to five, where you know them: fewer languages are told apart more surely. Each passage is heard in
        its own.
      </small>
    </div>
  )
}
