/**
 * Checks a file of Veche without the server that made it: `node verify/verify.ts FILE…`. README.md says what it reads.
 *
 * Exit code 0: all that can be recomputed agrees; 1: the file is wrong, with one sentence about the first thing that is; 2: there
 * was nothing to check (no such file, too large, none of ours, a version from the future, a command not understood).
 */
import { readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Language } from './file-words.ts'
import { verdictOf, verdictTogether, type Verdict } from './verdict.ts'
import { misuse, noFile, tooLarge } from './words.ts'

const LARGEST = 64 * 1024 * 1024

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

async function run(args: string[]): Promise<Verdict> {
  const asked = understood(args)
  const language = (asked ? asked.values.en : args.includes('--en')) ? 'en' : 'ru'
  const files = asked?.positionals ?? []
  const code = asked?.values.code?.trim().toLowerCase()
  const textFile = asked?.values.text
  const isOne = code !== undefined || textFile !== undefined
  if (
    files.length === 0 ||
    (isOne && files.length > 1) ||
    (code !== undefined && !/^[0-9a-f]{64}$/.test(code))
  )
    return { code: 2, lines: [misuse[language]] }
  const text = textFile === undefined ? undefined : read(textFile, language)
  if (text && 'trouble' in text) return { code: 2, lines: [text.trouble] }

  const verdicts: Verdict[] = []
  const contents: string[] = []
  for (const file of files) {
    const found = read(file, language)
    const content = 'trouble' in found ? '' : found.bytes.toString('utf8')
    const verdict: Verdict =
      'trouble' in found
        ? { code: 2, lines: [found.trouble] }
        : await verdictOf(content, { code, text: text?.bytes }, language)
    verdicts.push(files.length === 1 ? verdict : { ...verdict, lines: [`${file}:`, ...verdict.lines] })
    contents.push(content)
  }
  const worst = verdicts.find((each) => each.code === 1) ?? verdicts.find((each) => each.code === 2)
  const together = worst ? null : verdictTogether(contents, language)
  return {
    code: worst?.code ?? together?.code ?? 0,
    lines: worst ? worst.lines : [...verdicts, ...(together ? [together] : [])].flatMap(({ lines }) => lines),
  }
}

const { code, lines } = await run(process.argv.slice(2))
for (const line of lines) process[code === 0 ? 'stdout' : 'stderr'].write(`${line}\n`)
process.exitCode = code
