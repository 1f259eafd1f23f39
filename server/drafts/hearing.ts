import { closeCode, type CloseCode, type DraftRole, type LineRole } from '../../shared/drafts.ts'
import type { Line, LiveDraft } from './live-draft.ts'

/** What may be done on a line now: nobody writes into a frozen draft, whatever their right is (I5). */
export const roleAt = (draft: LiveDraft, access: DraftRole): LineRole =>
  draft.state === 'open' && access === 'write' ? 'write' : 'read'

/** Takes what came on a line into the draft; answers with why not, or null. Throws what `receive` throws. */
export function hear(
  draft: LiveDraft,
  line: Line,
  role: LineRole,
  bytes: Uint8Array,
): { code: CloseCode; reason: string } | null {
  if (role === 'read')
    return draft.state === 'open'
      ? { code: closeCode.noAccess, reason: 'may only read' }
      : { code: closeCode.frozen, reason: 'frozen' }
  const code = draft.receive(line, bytes)
  return code && { code, reason: code === closeCode.tooLarge ? 'the draft is full' : 'frozen' }
}
