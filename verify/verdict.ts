import { checkBoard } from './board.ts'
import { BOARD_FORMAT } from './board-record.ts'
import { boardReport } from './board-words.ts'
import { check } from './check.ts'
import { checkDay, DAY_FORMAT } from './day.ts'
import { dayReport, daySentence } from './day-words.ts'
import type { Language } from './file-words.ts'
import { checkForms } from './forms.ts'
import { FORMS_VERSION } from './forms-record.ts'
import { formsReport, formsSentence } from './forms-words.ts'
import { checkMeeting, MEETING_FORMAT } from './meeting.ts'
import { meetingReport, meetingSentence } from './meeting-words.ts'
import { checkMinutes, isMinutes } from './minutes.ts'
import { minutesReport, minutesSentence } from './minutes-words.ts'
import { FORMAT } from './record.ts'
import { isUnreadable, kindOf } from './sealed.ts'
import { checkTogether, togetherSentence } from './together.ts'
import { report, sentence } from './words.ts'

export interface Known {
  /** A code that is known from elsewhere: printed, published, read aloud, or on somebody else's screen. */
  code?: string | undefined
  /** The bytes of the text voted on, as the server gives them. */
  text?: Uint8Array | undefined
}

/** 0: all that can be recomputed agrees; 1: one sentence about the first thing that is wrong; 2: one about why nothing was checked. */
export interface Verdict {
  code: 0 | 1 | 2
  lines: string[]
}

/** Checks a file of any kind; the same for the command and for the page. */
export async function verdictOf(file: string, known: Known, language: Language): Promise<Verdict> {
  const { format, version, value } = kindOf(file)
  if (isMinutes(value)) {
    const checked = checkMinutes(value, known)
    return checked.wrong
      ? bad(checked.wrong, minutesSentence(checked.wrong, language))
      : good(minutesReport(checked, language))
  }
  if (format === DAY_FORMAT) {
    const checked = checkDay(file, known)
    return checked.wrong
      ? bad(checked.wrong, daySentence(checked.wrong, language))
      : good(dayReport(checked, language))
  }
  if (format === MEETING_FORMAT) {
    const checked = checkMeeting(file, known)
    return checked.wrong
      ? bad(checked.wrong, meetingSentence(checked.wrong, language))
      : good(meetingReport(checked.meeting, language))
  }
  if (format === BOARD_FORMAT) {
    const checked = await checkBoard(value, known)
    if (checked.wrong) return bad(checked.wrong, formsSentence(checked.wrong, language))
    return good(boardReport(checked, language))
  }
  if (format === FORMAT && version === FORMS_VERSION) {
    const checked = await checkForms(file, known)
    return checked.wrong
      ? bad(checked.wrong, formsSentence(checked.wrong, language))
      : good(formsReport(checked, language))
  }
  const checked = check(file, known)
  return checked.wrong
    ? bad(checked.wrong, sentence(checked.wrong, language))
    : good(report(checked.record, checked.count, language))
}

/** What several files that are right by themselves say together; null when none of them belongs to another. */
export function verdictTogether(files: readonly string[], language: Language): Verdict | null {
  const together = checkTogether(files)
  const said = togetherSentence(together, language)
  return said === null ? null : { code: together.wrong ? 1 : 0, lines: [plain(said)] }
}

const good = (lines: string[]): Verdict => ({ code: 0, lines: lines.map(plain) })
const bad = (wrong: { what: string }, said: string): Verdict => ({
  code: isUnreadable(wrong) || wrong.what === 'no_crypto' ? 2 : 1,
  lines: [plain(said)],
})

/** A name in a file may hold what a terminal obeys. */
const plain = (line: string) => line.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd').slice(0, 2000)
