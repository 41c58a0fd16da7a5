import { readdirSync } from 'node:fs'

/** The folders of src. Each may import only from those before it, and from the files of src itself. */
const FOLDERS = [
  'api',
  'logic',
  'ui',
  'drafts',
  'auth',
  'player',
  'kinds',
  'versions',
  'files',
  'sharing',
  'comments',
  'uploads',
  'recorder',
  'linked',
  'account',
  'search',
  'recordings',
  'transcript',
  'documents',
  'project',
  'app',
]

const unlisted = readdirSync('src', { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && ![...FOLDERS, 'assets', 'styles'].includes(entry.name),
)
if (unlisted.length > 0) throw new Error(`Give src/${unlisted[0].name} its place in oxlint.config.js.`)

const order = FOLDERS.slice(0, -1).map((folder, place) => {
  const later = FOLDERS.slice(place + 1).join('|')
  const message = `${folder} may not import from this folder: see the order in oxlint.config.js.`
  const patterns = [{ regex: `^\\.\\./(${later})/`, message }]
  return { files: [`src/${folder}/**`], rules: { 'no-restricted-imports': ['error', { patterns }] } }
})

export default {
  plugins: ['typescript', 'unicorn', 'oxc', 'react', 'import'],
  categories: { correctness: 'error' },
  rules: {
    'react/exhaustive-deps': 'error',
    'react/rules-of-hooks': 'error',
    'import/no-cycle': 'error',
    'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }],
    // These prepare code for the React Compiler, which the build does not use.
    'react/immutability': 'off',
    'react/incompatible-library': 'off',
    'react/purity': 'off',
    'react/refs': 'off',
    'react/set-state-in-effect': 'off',
  },
  overrides: order,
}
