/** A shape for each colour, for people who cannot tell the colours apart. */
const FORMS = [
  'M5 1a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
  'M1.4 1.4h7.2v7.2H1.4z',
  'M5 .9l4.4 7.700H.6z',
  'M5 .5L9.500 5 5 9.500.5 5z',
  'M3.600 1h2.800v2.600H9v2.800H6.400V9H3.600V6.400H1V3.600h2.600z',
  'M5 9.100L.6 1.400h8.800z',
  'M3 1.200h4L9 5 7 8.800H3L1 5z',
  'M5 .6l1.200 2.900 3.200.2-2.500 2 .8 3.100L5 7.100 2.300 8.800l.8-3.100-2.500-2 3.200-.2z',
]

/** A speaker's name with its colour and shape. */
export function VoiceName({ name, tone }: { name: string; tone: number }) {
  return (
    <span className={`voice voice-${tone}`}>
      <svg
        width="10"
        height="10"
        viewBox="0 0 10 10"
        fill="currentColor"
        aria-hidden="true"
        focusable="false"
      >
        <path d={FORMS[tone]} />
      </svg>
      {name}
    </span>
  )
}
