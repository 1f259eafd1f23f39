import { tick } from 'svelte'
import type { SlashQuery } from './slash.ts'
import type { Verb } from './verbs.ts'

export type DialogName = 'link' | 'keys' | 'import' | 'cite' | 'footnote'

/** What stands around the text at this moment: at most one dialog, the search, the list behind a slash, the whole screen. */
export class Around {
  dialog = $state<DialogName | null>(null)
  search = $state<'find' | 'replace' | null>(null)
  slash = $state.raw<SlashQuery | null>(null)
  full = $state(false)
  /** How many pages somebody wanted to paste at once; null: nobody did. */
  tooLarge = $state<number | null>(null)
  /** How the list behind a slash takes a key. */
  slashKey: (event: KeyboardEvent) => boolean = () => false
  /** Grows when the search is asked for while it is open. */
  asked = $state(0)

  readonly ask = (verb: Verb): void => {
    if (verb === 'full') this.full = !this.full
    else if (verb === 'find' || verb === 'replace') {
      this.search = verb
      this.asked++
    } else this.dialog = verb
  }

  /** The editor tells it from inside a transaction, where nothing of the page may change. */
  readonly look = (query: SlashQuery | null): void => {
    void tick().then(() => (this.slash = query))
  }
}

/** A part of the page that is loaded when it is first wanted, and then stays. Made while its owner is made. */
export class Later<Part> {
  part = $state.raw<Part>()
  failed = $state(false)

  constructor(wanted: () => boolean, load: () => Promise<{ default: Part }>) {
    $effect(() => {
      if (!wanted() || this.part) return
      this.failed = false
      load().then(
        (module) => (this.part = module.default),
        () => (this.failed = true),
      )
    })
  }
}
