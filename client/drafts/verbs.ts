/** What the text asks of the page around it: dialogs, bars and how much of the screen it takes. */
export type Verb = 'link' | 'keys' | 'find' | 'replace' | 'cite' | 'footnote' | 'full'

/** Keys of the verbs, as ProseMirror writes them. */
export const verbKeys: Record<string, Verb> = {
  'Mod-k': 'link',
  'Mod-/': 'keys',
  'Mod-f': 'find',
  'Mod-h': 'replace',
  'Mod-Alt-p': 'cite',
  'Mod-Alt-f': 'footnote',
  'Mod-Shift-f': 'full',
}
