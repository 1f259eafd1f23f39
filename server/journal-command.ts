import { existsSync, writeFileSync } from 'node:fs'
import { auditRevisions } from './drafts/audit.ts'
import { checkJournal, type JournalWrong } from './journal/check.ts'
import { journalDayFile } from './journal/file.ts'
import type { Audit } from './lib/audit.ts'
import type { Db } from './lib/db/db.ts'
import { Refusal } from './lib/refuse.ts'
import { auditMeetings } from './meetings/audit.ts'
import { auditMinutes } from './meetings/minutes/audit.ts'
import { Misuse, operate, say } from './operator.ts'
import { auditVotes } from './votes/audit.ts'

/** `npm run journal -- …`: whether anybody has changed what was written down, also while the server works. See docs/operating.md. */
const USAGE = `npm run journal -- verify            recomputes every seal, and holds the records against the journal
npm run journal -- export DAY FILE   writes one day with its lines, for \`npm run verify\`
`

function sentence(wrong: JournalWrong): string {
  switch (wrong.what) {
    case 'seal_missing':
      return `seal ${wrong.seal} is gone`
    case 'seal_changed':
      return `seal ${wrong.seal} was changed`
    case 'seal_chain':
      return `seal ${wrong.seal} does not follow the one before it, which was changed and computed anew`
    case 'seal_day':
      return `seal ${wrong.seal} says that it is older than the one before it`
    case 'row_changed':
      return `row ${wrong.row} in seal ${wrong.seal} was changed`
    case 'row_missing':
      return `row ${wrong.row} in seal ${wrong.seal} is gone`
    case 'row_added':
      return `row ${wrong.row} was put into seal ${wrong.seal} later`
    case 'row_unsealed':
      return `row ${wrong.row} is in no seal and waits for none`
    case 'row_gone':
      return `row ${wrong.row} is gone and was never sealed`
  }
}

const audits: [title: string, audit: (db: Db) => Promise<Audit>][] = [
  ['votes', auditVotes],
  ['meetings', auditMeetings],
  ['minutes', auditMinutes],
  ['texts', auditRevisions],
]

async function verify(db: Db): Promise<boolean> {
  const journal = await checkJournal(db)
  const read = `${journal.seals} seals, ${journal.rows} rows, head ${journal.head}`
  say(journal.wrong ? `journal  WRONG: ${sentence(journal.wrong)}` : `journal  sound: ${read}`)
  let isSound = journal.wrong === null
  for (const [title, audit] of audits) {
    const { checked, unproved, wrong } = await audit(db)
    isSound &&= wrong === null
    const left = unproved > 0 ? `, ${unproved} from before the journal kept their codes` : ''
    say(
      wrong
        ? `${title}  WRONG: the ${wrong.kind} ${wrong.id} ${wrong.what}`
        : `${title}  sound: ${checked}${left}`,
    )
  }
  return isSound
}

async function exportDay(db: Db, [day, file]: string[]): Promise<boolean> {
  if (!/^\d{4}-\d\d-\d\d$/.test(day ?? '') || !file)
    throw new Misuse('say which day and where it goes: export 2026-11-24 day.json')
  if (existsSync(file)) throw new Misuse(`${file} exists already`)
  try {
    writeFileSync(file, await journalDayFile(db, day!, true))
  } catch (error) {
    if (error instanceof Refusal) throw new Misuse(`${day} has no seals, or is not over yet`)
    throw error
  }
  say(`${day} is in ${file}`)
  return true
}

async function run(db: Db, [command, ...rest]: string[]): Promise<boolean> {
  if (command === 'verify') return verify(db)
  if (command === 'export') return exportDay(db, rest)
  throw new Misuse(command === undefined ? 'say what to do' : `there is no command ${command}`)
}

await operate(USAGE, run)
