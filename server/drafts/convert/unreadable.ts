export const unreadableCodes = [
  'file_empty',
  'file_too_large',
  'file_kind_unknown',
  'file_is_doc',
  'file_is_rtf',
  'file_is_odt',
  'file_is_pdf',
  'file_is_web_page',
  'file_broken',
  'file_encrypted',
  'file_has_macros',
  'file_bomb',
  'conversion_timeout',
  'conversion_busy',
] as const

export type UnreadableCode = (typeof unreadableCodes)[number]

/** A file that cannot become a draft, and why; whoever stands at the edge turns the code into a refusal. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile'
  readonly code: UnreadableCode

  constructor(code: UnreadableCode, options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }
}

/** Refuses the file with a code. */
export function unreadable(code: UnreadableCode, cause?: unknown): never {
  throw new UnreadableFile(code, cause === undefined ? undefined : { cause })
}
