export const IN_ANOTHER_TAB =
  'Another tab of this browser works on this recording. Go on there, or close that tab.'
