/** A file that was just chosen, as an upload that has not begun. */

import { newId } from '../newId.ts'
import { matching } from '../logic/resume.ts'
import { remembered, type Item } from './items.ts'
import { completed, defaultOptions, type Options } from './options.ts'

let counter = 0

/** The upload of a file, with the options of last time, or with those of the upload that a refresh broke off. */
export function itemOf(file: File): Item {
  const known = matching(file, remembered.get())
  return {
    key: `upload-${(counter += 1)}`,
    file,
    state: 'draft',
    soon: false,
    options: known ? completed({ ...defaultOptions(), ...(known.options as Options) }) : defaultOptions(),
    sent: 0,
    speed: null,
    left: null,
    waitsFor: null,
    resumed: known !== null,
    error: null,
    isGone: false,
    uploadId: known?.id ?? null,
    stored: false,
    uploadKey: newId(),
    projectKey: '',
    made: null,
    kept: null,
  }
}
