import type { Editor } from '@tiptap/core'
import { createDecoder, type Decoder } from 'lib0/decoding'
import { createEncoder } from 'lib0/encoding'
import type { WebsocketProvider } from 'y-websocket'
import { message, sync } from '../../shared/drafts.ts'

const LOOK_MS = 50
/** Whoever stopped in the middle of a word and went away does not keep the text of the others from this page. */
const FORGOTTEN_MS = 3000

/**
 * Lets the edits of others wait while a word is being composed: the browser ends a composition whose line is drawn anew,
 * and what the keyboard sends next stands in the text twice. They come in together as soon as the word is there.
 */
export function holdWhileComposing(editor: Editor, provider: WebsocketProvider): void {
  const take = provider.messageHandlers[message.sync]!
  const { dom } = editor.view
  let held: Uint8Array[] = []
  let touched = 0
  let timer: ReturnType<typeof setInterval> | undefined

  const touch = () => (touched = performance.now())
  const isComposing = () =>
    !editor.isDestroyed && editor.view.composing && performance.now() - touched < FORGOTTEN_MS

  function release(): void {
    clearInterval(timer)
    timer = undefined
    const waiting = held
    held = []
    provider.doc.transact(() => {
      for (const bytes of waiting) take(createEncoder(), createDecoder(bytes), provider, false, message.sync)
    }, provider)
  }

  const hold: typeof take = (encoder, decoder, ...rest) => {
    if (!isComposing() || kindOf(decoder) !== sync.update) {
      // What came before goes in before.
      if (held.length > 0) release()
      take(encoder, decoder, ...rest)
      return
    }
    held.push(decoder.arr.slice(decoder.pos))
    decoder.pos = decoder.arr.length
    timer ??= setInterval(() => {
      if (!isComposing()) release()
    }, LOOK_MS)
  }

  provider.messageHandlers[message.sync] = hold
  for (const name of ['compositionstart', 'compositionupdate'] as const) dom.addEventListener(name, touch)
  editor.on('destroy', () => {
    provider.messageHandlers[message.sync] = take
    release()
  })
}

/** The first byte says what a message of the sync protocol is. */
const kindOf = ({ arr, pos }: Decoder): number | undefined => arr[pos]
