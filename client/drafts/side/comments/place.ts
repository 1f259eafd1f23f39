/** Positions in the editor's document. */
export interface Range {
  from: number
  to: number
}

/** Words and where they stand, as the server understands it. */
export interface Place {
  /** Yjs relative positions, base64. */
  start: string
  end: string
  quote: string
}

/** What the text shows of the threads. */
export interface Shown {
  threads: Readonly<Record<string, { isOpen: boolean; label: string; quote: string }>>
  /** The one that is being read. */
  active: string | null
}
