import { digest } from '../../server/lib/ids.ts'
import { canonical } from '../../verify/canonical.ts'
import type { MeetingFile } from '../../verify/meeting.ts'
import type { MinutesFile } from '../../verify/minutes.ts'

/** The file of a meeting as somebody forges it who computes its code anew. */
export function resealed({ sha256: _, ...rest }: MeetingFile): string {
  return `${canonical({ ...rest, sha256: digest(canonical(rest)) })}\n`
}

/** The file of a meeting as somebody forges it who chains everything anew. */
export function rechained(file: string, edit: (read: MeetingFile) => void): string {
  const read = JSON.parse(file) as MeetingFile
  edit(read)
  const { meetingId } = read
  let previous = '0'.repeat(64)
  for (const [at, entry] of read.entries.entries()) {
    entry.seq = at + 1
    const { hash: _, ...rest } = entry
    previous = entry.hash = digest(canonical({ ...rest, meetingId, previous }))
  }
  return resealed(read)
}

/** The file of minutes as somebody forges it who has everybody sign anew. */
export function resigned(file: string, edit: (read: MinutesFile) => void): MinutesFile {
  const read = JSON.parse(file) as MinutesFile
  edit(read)
  read.sha256 = digest(canonical(read.minutes))
  for (const each of read.signatures) each.sha256 = read.sha256
  return read
}
