import type { Language } from '../file-words.ts'
import { verdictOf, verdictTogether, type Verdict } from '../verdict.ts'
import { pageWords } from './words.ts'

/** The page that checks by itself: what the command says of a file, on any device, also from a disk and without a connection. */

const LARGEST = 64 * 1024 * 1024
const CODE = /^[0-9a-f]{64}$/

const page = document.getElementById('page')!
let language: Language = navigator.language.startsWith('ru') ? 'ru' : 'en'
let files: readonly File[] = []
let textFile: File | null = null
let code = ''
/** Grows with each look at the files: an answer to an earlier one is of no interest any more. */
let turn = 0

type Children = (Node | string)[]

function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  about: Record<string, string> = {},
  ...children: Children
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(about)) element.setAttribute(key, value)
  element.append(...children)
  return element
}

/** A field with its label and its hint. */
function field(id: string, [label, hint]: [string, string], input: HTMLInputElement): Children {
  input.id = id
  input.setAttribute('aria-describedby', `${id}-hint`)
  return [make('label', { for: id }, label), make('small', { id: `${id}-hint` }, hint), input]
}

const files$ = make('input', { type: 'file', multiple: '', class: 'files' })
const code$ = make('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', maxlength: '80' })
const text$ = make('input', { type: 'file' })
const results$ = make('div', { role: 'status' })

const wrongCode = () => code !== '' && !CODE.test(code)

function draw(): void {
  const t = pageWords[language]
  document.documentElement.lang = language
  document.title = t.title
  const other = make('button', { type: 'button', lang: language === 'ru' ? 'en' : 'ru' }, t.language)
  other.addEventListener('click', () => {
    language = language === 'ru' ? 'en' : 'ru'
    draw()
    page.querySelector('button')!.focus()
    void look()
  })
  const keep = location.protocol.startsWith('http')
    ? [make('a', { href: location.pathname, download: 'veche-verify.html' }, t.keep)]
    : []
  const form = make(
    'form',
    {},
    ...field('files', [t.choose, t.hint], files$),
    ...field('code', [t.codeLabel, t.codeHint], code$),
    ...field('text', [t.textLabel, t.textHint], text$),
  )
  form.addEventListener('submit', (event) => event.preventDefault())
  page.replaceChildren(
    make('nav', { 'aria-label': language === 'ru' ? 'Страница' : 'Page' }, ...keep, other),
    make('h1', {}, t.title),
    make('p', {}, t.lead),
    form,
    make('h2', {}, t.results),
    results$,
  )
}

async function bytesOf(file: File): Promise<Uint8Array | string> {
  const t = pageWords[language]
  if (file.size > LARGEST) return t.tooLarge
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch {
    return t.unreadable
  }
}

async function verdictOn(file: File): Promise<Verdict> {
  const bytes = await bytesOf(file)
  const text = textFile ? await bytesOf(textFile) : undefined
  const trouble = [bytes, text].find((each) => typeof each === 'string')
  if (trouble !== undefined) return { code: 2, lines: [trouble] }
  const known = { code: code || undefined, text: text as Uint8Array | undefined }
  return verdictOf(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes as Uint8Array), known, language)
}

function card(name: string, { code, lines }: Verdict): HTMLElement {
  const kind = (['good', 'bad', 'none'] as const)[code]
  return make(
    'article',
    { class: kind },
    make('h3', {}, name),
    make('p', {}, make('strong', {}, pageWords[language].verdicts[code]!)),
    ...lines.map((line) => make('p', {}, line)),
  )
}

/** Checks what is chosen, and shows it in the order in which it was chosen. */
async function look(): Promise<void> {
  const mine = (turn += 1)
  const t = pageWords[language]
  code$.setAttribute('aria-invalid', `${wrongCode()}`)
  if (wrongCode()) return results$.replaceChildren(make('p', { class: 'wrong' }, t.codeWrong))
  if (files.length === 0) return results$.replaceChildren(make('p', {}, t.nothing))
  const cards: HTMLElement[] = []
  const right: string[] = []
  for (const file of files) {
    const verdict = await verdictOn(file)
    cards.push(card(file.name, verdict))
    if (verdict.code === 0) right.push(await file.text())
    if (mine !== turn) return
  }
  const together = right.length > 1 ? verdictTogether(right, language) : null
  if (together) cards.push(card(t.together, together))
  results$.replaceChildren(...cards)
}

files$.addEventListener('change', () => {
  files = [...(files$.files ?? [])]
  void look()
})
text$.addEventListener('change', () => {
  textFile = text$.files?.[0] ?? null
  void look()
})
code$.addEventListener('change', () => {
  code = code$.value.trim().toLowerCase()
  void look()
})
document.addEventListener('dragover', (event) => {
  event.preventDefault()
  page.classList.add('over')
})
document.addEventListener('dragleave', () => page.classList.remove('over'))
document.addEventListener('drop', (event) => {
  // A field takes what is dropped on it by itself.
  page.classList.remove('over')
  if (event.target instanceof HTMLInputElement) return
  event.preventDefault()
  files = [...(event.dataTransfer?.files ?? [])]
  void look()
})

draw()
void look()
