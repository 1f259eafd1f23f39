import { EditorState, type Transaction } from '@tiptap/pm/state'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rangesIn, touchesComments } from '../../client/drafts/side/comments/ranges.ts'
import { draftSchema } from '../../shared/draft-schema.ts'

const schema = draftSchema()
const ids = ['a', 'b', 'c']
const threads = Object.fromEntries(ids.map((id) => [id, { isOpen: true, label: '', quote: '' }]))

/** Six paragraphs; three of them have commented words, one of them two that overlap. */
function beginning(): EditorState {
  const comment = (id: string) => schema.mark('comment', { id })
  const text = (words: string, ...on: string[]) => schema.text(words, on.map(comment))
  const paragraph = (...content: ReturnType<typeof text>[]) => schema.node('paragraph', null, content)
  const doc = schema.node('doc', null, [
    paragraph(text('Совет решил построить')),
    paragraph(text('школу ', 'a'), text('и дорогу', 'a', 'b'), text(' к ней', 'b')),
    paragraph(text('до мая.')),
    paragraph(text('Срок '), text('по смете', 'c')),
    paragraph(text('Контроль за секретарём.')),
    paragraph(text('Ещё '), text('раз', 'a')),
  ])
  return EditorState.create({ doc })
}

type Deed = { kind: 'type' | 'erase' | 'split' | 'bold' | 'mark' | 'unmark'; at: number; length: number }

function change({ doc, tr }: EditorState, { kind, at, length }: Deed): Transaction {
  const from = Math.min(at, doc.content.size)
  const to = Math.min(from + length, doc.content.size)
  const inText = doc.resolve(from).parent.isTextblock
  switch (kind) {
    case 'type':
      return inText ? tr.insertText('слово', from) : tr
    case 'erase':
      return tr.deleteRange(from, to)
    case 'split':
      return inText ? tr.split(from) : tr
    case 'bold':
      return tr.addMark(from, to, schema.mark('bold'))
    case 'mark':
      return tr.addMark(from, to, schema.mark('comment', { id: 'b' }))
    case 'unmark':
      return tr.removeMark(from, to, schema.marks.comment)
  }
}

const flat = (doc: EditorState['doc']) =>
  [...rangesIn(doc, threads)].flatMap(([id, ranges]) => ranges.map(({ from, to }) => ({ id, from, to })))

test('a change that is said not to touch comments has moved them and nothing else', () => {
  let moved = 0
  const kinds = ['type', 'erase', 'split', 'bold', 'mark', 'unmark'] as const
  const deed = fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(120), length: fc.nat(12) })
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 8 }), (deeds) => {
      let state = beginning()
      for (const each of deeds) {
        const tr = change(state, each)
        if (tr.docChanged && !touchesComments(tr)) {
          moved++
          expect(flat(tr.doc)).toEqual(
            flat(state.doc).map(({ id, from, to }) => ({
              ...{ id, from: tr.mapping.map(from, 1), to: tr.mapping.map(to, -1) },
            })),
          )
        }
        state = state.apply(tr)
      }
    }),
    { seed: 3, numRuns: 400 },
  )
  expect(moved).toBeGreaterThan(100)
})

test('typing far from comments touches none; in them, beside them and over them it does', () => {
  const state = beginning()
  const [range] = rangesIn(state.doc, threads).get('c')!
  const { from, to } = range!
  const typed = (at: number) => touchesComments(state.tr.insertText('слово', at))
  expect([typed(3), typed(to + 4)]).toEqual([false, false])
  expect([typed(from), typed(from + 2), typed(to)]).toEqual([true, true, true])
  expect(touchesComments(state.tr.delete(from - 6, to + 6))).toBe(true)
  expect(touchesComments(state.tr.removeMark(from, to))).toBe(true)
})
