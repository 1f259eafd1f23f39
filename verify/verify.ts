/**
 * Checks the record of a closed vote without the server that made it: `node verify/verify.ts FILE`.
 *
 * This folder stands alone. It needs Node 22.18 or newer and nothing else; take it anywhere and read it whole: `count.ts` is the
 * count, `check.ts` what is checked and in which order, `record.ts` what a record holds.
 *
 * Exit code 0: all that can be recomputed agrees; 1: the record is wrong, with one sentence about the first thing that is; 2: there
 * was nothing to check (no such file, too large, no record, a version from the future, a command not understood).
 */
import { readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { check, isUnreadable } from './check.ts'
import { misuse, noFile, report, sentence, tooLarge, type Language } from './words.ts'

const LARGEST = 16 * 1024 * 1024

type Read = { bytes: Buffer } | { trouble: string }

function read(file: string, language: Language): Read {
  try {
    const about = statSync(file)
    if (!about.isFile()) return { trouble: noFile[language](file) }
    if (about.size > LARGEST) return { trouble: tooLarge[language] }
    return { bytes: readFileSync(file) }
  } catch {
    return { trouble: noFile[language](file) }
  }
}

function understood(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { en: { type: 'boolean' }, code: { type: 'string' }, text: { type: 'string' } },
    })
  } catch {
    return null
  }
}

function run(args: string[]): { code: 0 | 1 | 2; lines: string[] } {
  const asked = understood(args)
  const language = (asked ? asked.values.en : args.includes('--en')) ? 'en' : 'ru'
  const [file, ...more] = asked?.positionals ?? []
  const code = asked?.values.code?.trim().toLowerCase()
  if (file === undefined || more.length > 0 || (code !== undefined && !/^[0-9a-f]{64}$/.test(code)))
    return { code: 2, lines: [misuse[language]] }

  const record = read(file, language)
  if ('trouble' in record) return { code: 2, lines: [record.trouble] }
  const textFile = asked?.values.text
  const text = textFile === undefined ? undefined : read(textFile, language)
  if (text && 'trouble' in text) return { code: 2, lines: [text.trouble] }

  const checked = check(record.bytes.toString('utf8'), { code, text: text?.bytes })
  if (checked.wrong)
    return { code: isUnreadable(checked.wrong) ? 2 : 1, lines: [sentence(checked.wrong, language)] }
  return { code: 0, lines: report(checked.record, checked.count, language) }
}

/** A name in a file may hold what a terminal obeys. */
const plain = (line: string) => line.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd').slice(0, 2000)

const { code, lines } = run(process.argv.slice(2))
for (const line of lines) process[code === 0 ? 'stdout' : 'stderr'].write(`${plain(line)}\n`)
process.exitCode = code
