import { canonical } from './canonical.ts'
import type { Entry } from './entries.ts'
import type { Language } from './file-words.ts'
import { retell, type ClosedVote } from './meeting.ts'
import { resultHolds } from './beside.ts'

/** What one file says of a vote of another: of its terms, its record, its result, the head or the numbers of its board. */
export interface TogetherWrong {
  question: string
  what: 'terms' | 'record' | 'result' | 'head' | 'counts'
}

interface Read {
  format?: unknown
  voteId?: string
  meetingId?: string
  entries?: unknown
  vote?: { id: string }
  sha256?: string
  termsSha256?: string
  result?: unknown
  board?: BoardRead
  minutes?: { meetingId: string }
}
interface BoardRead {
  heads: { hash: string }[]
  entries: { kind: string; counts?: Record<string, number> | null }[]
}

/** A meeting beside the records and boards of its votes: how many were held against it, and the first that does not fit. */
export interface Together {
  held: number
  wrong: TogetherWrong | null
}

/**
 * Holds files that are right by themselves against each other: the record of each vote, and the board of each secret one, is what the
 * chain of its meeting says (also that in signed minutes).
 */
export function checkTogether(files: readonly string[]): Together {
  const all = files.map((file) => JSON.parse(file) as Read)
  const votes = all.flatMap((each) => votesOf(each))
  let held = 0
  for (const vote of votes)
    for (const each of all) {
      const what = wrongBeside(vote, each)
      if (what === undefined) continue
      if (what !== null) return { held, wrong: { question: vote.question, what } }
      held += 1
    }
  return { held, wrong: null }
}

function votesOf({ minutes, meetingId = minutes?.meetingId, entries }: Read): ClosedVote[] {
  if (meetingId === undefined || !Array.isArray(entries)) return []
  const told = retell(meetingId, entries as Entry[])
  return 'wrong' in told ? [] : told.votes.filter(({ recordSha256 }) => recordSha256 !== null)
}

/** Undefined for a file of something else; null when it says the same. */
function wrongBeside(vote: ClosedVote, read: Read): TogetherWrong['what'] | null | undefined {
  if (read.vote?.id === vote.voteId) {
    if (read.termsSha256 !== vote.termsSha256) return 'terms'
    if (read.sha256 !== vote.recordSha256) return 'record'
    if (canonical(read.result) !== canonical(vote.result)) return 'result'
    return read.board ? wrongBoard(vote, read.board) : null
  }
  const isBoard = read.format === 'veche-secret-board' && read.voteId === vote.voteId
  return isBoard ? wrongBoard(vote, read as unknown as BoardRead) : undefined
}

function wrongBoard(vote: ClosedVote, { heads, entries }: BoardRead): TogetherWrong['what'] | null {
  if (heads.at(-1)?.hash !== vote.boardHead) return 'head'
  const counts = entries.find(({ kind }) => kind === 'closed')?.counts
  return counts && !resultHolds(vote, counts) ? 'counts' : null
}

const words: Record<Language, Record<TogetherWrong['what'], string>> = {
  ru: {
    terms: 'условия голосования другие, чем записано на заседании',
    record: 'запись голосования другая: на заседании записан другой её код',
    result: 'итог другой, чем записан на заседании',
    head: 'доска бюллетеней другая: на заседании записан другой её код',
    counts: 'на доске бюллетеней другие числа, чем записаны на заседании',
  },
  en: {
    terms: 'the terms of the vote are other ones than the meeting wrote down',
    record: 'the record is another one: the meeting wrote down another code of it',
    result: 'the result is another one than the meeting wrote down',
    head: 'the board is another one: the meeting wrote down another code of it',
    counts: 'the board has other numbers than the meeting wrote down',
  },
}

/** One sentence about files that do not fit together, or that they do; null when none belongs to another. */
export function togetherSentence({ held, wrong }: Together, language: Language): string | null {
  const ru = language === 'ru'
  if (wrong)
    return `${ru ? 'Файлы не сходятся' : 'The files do not fit together'}: «${wrong.question}» – ${words[language][wrong.what]}.`
  if (held === 0) return null
  return ru
    ? `Файлы сходятся между собой: голосования заседания, сверено ${held}.`
    : `The files fit together: votes of a meeting held against their records, ${held}.`
}
