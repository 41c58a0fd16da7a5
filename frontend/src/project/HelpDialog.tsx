import { Dialog } from '../ui/Dialog.tsx'

const GROUPS: [string, [string, string][]][] = [
  [
    'Playing',
    [
      ['Space or K', 'Play and pause'],
      ['J and L', 'Back and forward 5 seconds'],
      [', and .', 'Slower and faster'],
      ['[ and ]', 'Previous and next chapter'],
      ['M', 'Mute and unmute'],
      ['+ and -', 'Louder and quieter'],
      ['Alt + K, J, L', 'The same while you type'],
      ['Ctrl + Enter', 'Play from the word at the cursor'],
    ],
  ],
  [
    'Watching',
    [
      ['C', 'Captions'],
      ['T', 'Theatre: the player takes the width'],
      ['F', 'Full screen'],
      ['P', 'Picture in picture'],
    ],
  ],
  [
    'Editing the transcript',
    [
      ['Click a word', 'Go to its moment'],
      ['Enter', 'Split the passage at the cursor'],
      ['Backspace at the start', 'Join with the passage above'],
      ['Delete at the end', 'Join with the passage below'],
      ['Arrow up and down', 'Go to the passage above or below'],
      ['Ctrl + S', 'Save now'],
      ['Ctrl + Z, Ctrl + Shift + Z', 'Undo, redo'],
      ['Escape', 'Leave the text'],
    ],
  ],
  [
    'Naming who speaks',
    [
      ['1 to 9', 'Who speaks in this passage, by the number before the name'],
      ['N', 'And on, to the next speaker'],
      ['H', 'And on, from here to the end'],
      ['Alt + 1 to 9, N, H', 'The same while you type'],
    ],
  ],
  [
    'Editing a document',
    [
      ['Ctrl + S', 'Save now, or go to the field that keeps it from being saved'],
      ['Ctrl + Z, Ctrl + Shift + Z', 'Undo, redo'],
    ],
  ],
  [
    'Editing a guide',
    [
      ['Enter in a heading', 'Go on to the text'],
      ['Alt + arrow up and down', 'Move the step'],
      ['Arrow keys on a mark', 'Move it; with Shift in larger steps'],
      ['Alt + arrow keys, + and −', 'Size the mark'],
      ['Enter, Delete on a mark', 'Keep what is proposed, remove it'],
      ['Escape', 'Leave the text, the mark or the tool'],
    ],
  ],
  [
    'Finding',
    [
      ['Ctrl + F', 'Find and replace'],
      ['Enter, Shift + Enter', 'Next and previous match'],
      ['?', 'This help'],
    ],
  ],
]

export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <div className="dialog-body help" role="region" aria-label="Keys" tabIndex={0}>
        {GROUPS.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
