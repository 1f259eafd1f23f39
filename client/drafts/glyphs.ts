/** Strokes on a 24 by 24 grid, for the bar above a text. */
export const glyphs = {
  table: 'M4 5h16v14H4V5Zm0 5h16M4 14.5h16M10 5v14M15 5v14',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2',
  comment: 'M4 5h16v11h-9l-4.5 4v-4H4V5Zm4 4h8M8 12h5',
  undo: 'M9 6 4.5 10.5 9 15M5 10.5h9a5 5 0 0 1 0 10h-2',
  redo: 'm15 6 4.5 4.5L15 15m4-4.5h-9a5 5 0 0 0 0 10h2',
  footnote: 'M4 9h8M4 14h11M4 19h7M16.5 5.5 18.5 4v6.5',
  find: 'm20 20-4.2-4.2M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0Z',
  full: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
} as const

export type GlyphName = keyof typeof glyphs
