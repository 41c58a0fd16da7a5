import type { Choice } from './formats.ts'

type ListProps = { title: string; choices: Choice[]; busy: string | null; onTake: (format: string) => void }

/** A heading and a download button for each format. */
export function FormatButtons({ title, choices, busy, onTake }: ListProps) {
  return (
    <section className="formats" style={{ '--count': choices.length } as object}>
      <h3>{title}</h3>
      <div>
        {choices.map(({ format, label, ending }) => (
          <button
            key={format}
            type="button"
            className="format"
            aria-busy={busy === format || undefined}
            disabled={busy !== null}
            onClick={() => onTake(format)}
            data-testid={`export-${format}`}
          >
            <strong>{label}</strong>
            <small>{busy === format ? 'preparing…' : ending}</small>
          </button>
        ))}
      </div>
    </section>
  )
}
