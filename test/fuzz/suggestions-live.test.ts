import { Fragment, Slice } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { bringTo, textOf } from '../../server/drafts/text.ts'
import { cleanNode, draftOfNode, nodeOfDraft } from '../../shared/draft-diff/clean.ts'
import { acceptHunk, catchUp, declineHunk, forkHunks, lateSync } from '../../shared/draft-diff/fork.ts'
import { readsSame } from '../../shared/draft-diff/keys.ts'
import type { DraftJson } from '../../shared/draft-schema.ts'
import { anyDraft, edited, editedTimes, saidIn, Speaker, wordsOfDraft } from '../support/draft-histories.ts'
import { draws, type Draw } from '../support/draws.ts'

const first = Number(process.env['SEED'] ?? 1)
const seeds = (count: number) => Array.from({ length: count }, (_, at) => first + at)

/** A live text on somebody's device or on the server. */
class Copy {
  readonly doc = new Y.Doc()

  constructor(state?: Uint8Array) {
    if (state) Y.applyUpdate(this.doc, state)
  }

  get text(): DraftJson {
    return textOf(this.doc)
  }

  get state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc)
  }

  /** Writes as an editor or the server does; the update, or null when nothing changed. */
  write(text: DraftJson): Uint8Array | null {
    return bringTo(this.doc, text)
  }

  take(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update)
  }

  /** What `other` has and this one has not, and the reverse. */
  meet(other: Copy): void {
    const [mine, theirs] = [Y.encodeStateVector(this.doc), Y.encodeStateVector(other.doc)]
    const [forMe, forThem] = [Y.encodeStateAsUpdate(other.doc, mine), Y.encodeStateAsUpdate(this.doc, theirs)]
    this.take(forMe)
    other.take(forThem)
  }
}

const same = (one: Copy, other: Copy) => readsSame(nodeOfDraft(one.text), nodeOfDraft(other.text))

/** A base on the server with two editors, and a fork on the server with its suggester: what the server of suggestions does to them. */
class World {
  readonly base: Copy
  readonly editors: Copy[]
  readonly fork: Copy
  readonly suggester: Copy
  /** The base as the fork knows it. */
  then: DraftJson
  /** The fork as the suggester last saw it, with everything a server needs to replay. */
  known: { state: Uint8Array; text: DraftJson }
  /** The server wrote into the fork since. */
  isWritten = false
  conflicts = 0

  constructor(text: DraftJson) {
    this.base = new Copy()
    this.base.write(text)
    this.editors = [new Copy(this.base.state), new Copy(this.base.state)]
    this.fork = new Copy(this.base.state)
    this.suggester = new Copy(this.fork.state)
    this.then = this.base.text
    this.known = { state: this.fork.state, text: this.fork.text }
  }

  private writeFork(text: DraftJson): void {
    if (this.fork.write(text)) this.isWritten = true
  }

  catchUp(): void {
    const now = this.base.text
    const result = catchUp(this.then, this.fork.text, now)
    if (!result.isSame) this.writeFork(result.fork)
    this.conflicts += result.conflicts.length
    this.then = now
  }

  accept(draw: Draw): boolean {
    this.catchUp()
    const hunks = forkHunks(this.base.text, this.fork.text)
    const hunk = hunks[draw(hunks.length)]
    if (!hunk) return false
    const before = this.fork.text
    const accepted = acceptHunk(this.base.text, this.fork.text, hunk.id)!
    this.base.write(accepted.base)
    expect(readsSame(nodeOfDraft(this.base.text), nodeOfDraft(accepted.base))).toBe(true)
    expect(this.fork.text).toEqual(before)
    this.then = this.base.text
    return true
  }

  /** Answers with the words that are taken back. */
  decline(draw: Draw): string[] {
    this.catchUp()
    const hunks = forkHunks(this.base.text, this.fork.text)
    const hunk = hunks[draw(hunks.length)]
    if (!hunk) return []
    const before = this.base.text
    const declined = declineHunk(this.base.text, this.fork.text, hunk.id)!
    this.writeFork(declined.fork)
    expect(readsSame(nodeOfDraft(this.fork.text), nodeOfDraft(declined.fork))).toBe(true)
    expect(this.base.text).toEqual(before)
    return [...saidIn(hunk.added).keys()]
  }

  /** The suggester's edits arrive, however old; then both have the same. */
  suggesterMeets(): void {
    const replayed = new Copy(this.known.state)
    const pending = Y.encodeStateAsUpdate(this.suggester.doc, Y.encodeStateVector(replayed.doc))
    replayed.take(pending)
    const hasEdits = !readsSame(nodeOfDraft(replayed.text), nodeOfDraft(this.known.text))
    if (this.isWritten && hasEdits) {
      const late = lateSync(this.known.text, replayed.text, this.fork.text)
      this.conflicts += late.conflicts.length
      this.fork.take(pending)
      this.fork.write(late.fork)
    } else this.fork.take(pending)
    const [saw, wrote, has] = [this.known.text, replayed.text, this.fork.text].map((text) =>
      saidIn(wordsOfDraft(text)),
    )
    for (const word of wrote!.keys())
      if (!saw!.has(word)) expect(has!.has(word), `${word} is lost`).toBe(true)
    this.suggester.meet(this.fork)
    this.known = { state: this.fork.state, text: this.fork.text }
    this.isWritten = false
  }
}

test('400 histories of editors, a suggester and a reviewer: every copy of the base and of the fork ends the same', () => {
  const seen = { accepted: 0, declined: 0, met: 0, conflicts: 0 }
  for (const seed of seeds(400)) {
    const draw = draws(seed)
    const world = new World(anyDraft(draw, new Speaker(draw, 'b'), 6))
    const speakers = ['n', 'm'].map((name) => new Speaker(draw, name))
    const suggester = new Speaker(draw, 'f')
    world.suggester.write(editedTimes(world.suggester.text, 4, draw, suggester))
    world.suggesterMeets()
    for (let step = 0; step < 16; step++) {
      const who = draw(2)
      const verb = draw(10)
      if (verb <= 1) world.editors[who]!.write(edited(world.editors[who]!.text, draw, speakers[who]!))
      else if (verb === 3) world.editors[who]!.meet(world.base)
      else if (verb <= 5) world.suggester.write(edited(world.suggester.text, draw, suggester))
      else if (verb === 6) {
        world.suggesterMeets()
        seen.met += 1
      } else if (verb === 7 || verb === 2) seen.accepted += Number(world.accept(draw))
      else if (verb === 8) seen.declined += Number(world.decline(draw).length > 0)
      else world.catchUp()
    }
    for (let round = 0; round < 2; round++) for (const editor of world.editors) editor.meet(world.base)
    world.suggesterMeets()
    world.catchUp()
    world.suggesterMeets()
    for (const editor of world.editors) expect(same(editor, world.base), `seed ${seed}`).toBe(true)
    expect(same(world.suggester, world.fork), `seed ${seed}`).toBe(true)
    seen.conflicts += world.conflicts
  }
  console.info('suggestions live:', seen)
})

test('700 suggesters type offline inside a change that is taken meanwhile: every word stands in the fork once', () => {
  const seen = { cases: 0, withBase: 0, conflicts: 0 }
  for (let seed = first; seen.cases < 700; seed++) {
    const draw = draws(seed)
    const world = new World(anyDraft(draw, new Speaker(draw, 'b'), 6))
    const suggester = new Speaker(draw, 'f')
    world.suggester.write(editedTimes(world.suggester.text, 1 + draw(6), draw, suggester))
    world.suggesterMeets()
    const hunks = forkHunks(world.base.text, world.fork.text).filter(({ added }) => added.length > 3)
    const hunk = hunks[draw(hunks.length)]
    if (!hunk) continue
    // Offline, inside the words of the change.
    const typed = typedInside(world.suggester.text, hunk.fromB, hunk.toB, draw)
    if (!typed) continue
    world.suggester.write(typed.text)
    seen.cases += 1
    const accepted = acceptHunk(world.base.text, world.fork.text, hunk.id)!
    world.base.write(accepted.base)
    world.then = world.base.text
    if (seed % 2 === 0) {
      // And the accepted text goes on, so that the server writes into the fork as well.
      const clerk = new Speaker(draw, 'n')
      world.base.write(editedTimes(world.base.text, 1 + draw(3), draw, clerk))
      world.catchUp()
      seen.withBase += 1
    }
    const before = saidIn(wordsOfDraft(world.fork.text))
    world.suggesterMeets()

    const after = saidIn(wordsOfDraft(world.fork.text))
    expect(after.get(typed.word), `seed ${seed}: ${typed.word}`).toBe(1)
    for (const [word, count] of before)
      if (word.includes('f')) expect(after.get(word), `seed ${seed}: ${word}`).toBe(count)
    expect(same(world.suggester, world.fork), `seed ${seed}`).toBe(true)
    seen.conflicts += world.conflicts
  }
  console.info('suggestions late:', seen)
})

/** A new word put between two words of a stretch of the text. */
function typedInside(text: DraftJson, from: number, to: number, draw: Draw) {
  const doc = nodeOfDraft(text)
  const places: number[] = []
  doc.nodesBetween(from, to, (node, pos) => {
    if (!node.isText) return
    for (const { index } of node.text!.matchAll(/ /g))
      if (pos + index > from && pos + index < to) places.push(pos + index)
  })
  const at = places[draw(places.length)]
  if (at === undefined) return null
  const word = `gg${places.length}z`
  const fresh = new Slice(Fragment.from(doc.type.schema.text(` ${word}`)), 0, 0)
  return { word, text: draftOfNode(cleanNode(doc.replace(at, at, fresh))) }
}
