import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { aboutOf, KEPT_MS, Unanswered } from '../../client/meetings/asked.ts'
import type { Command } from '../../shared/meetings/entries.ts'

const kept = new Map<string, string>()
beforeEach(() => {
  kept.clear()
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  })
})
afterEach(() => void vi.unstubAllGlobals())

const hand = (speechId: string, who = 'anna'): Command => ({
  verb: 'speech:requested',
  data: { speechId, who, kind: 'debate' },
})
const asked = (at: number) => ({ key: 'k', about: aboutOf(hand('1')), command: hand('1'), at })

test('R-76 · a second press of one button is about the same, though it made an id of its own', () => {
  expect(aboutOf(hand('1'))).toBe(aboutOf(hand('2')))
  expect(aboutOf(hand('1'))).not.toBe(aboutOf(hand('1', 'boris')))
  const ends = (speechId: string) => aboutOf({ verb: 'speech:ended', data: { speechId } })
  expect(ends('1')).not.toBe(ends('2'))
})

test('R-76 · what was not answered is found again by the same person at the same meeting, and by nobody else', () => {
  new Unanswered('meeting', 'anna').keep([asked(1000)])
  expect(new Unanswered('meeting', 'anna').recall(2000)).toEqual([asked(1000)])
  expect(new Unanswered('meeting', 'boris').recall(2000)).toEqual([])
  expect(new Unanswered('another', 'anna').recall(2000)).toEqual([])
})

test('what nobody means any more is not asked again, and what is not readable is nothing', () => {
  const unanswered = new Unanswered('meeting', 'anna')
  unanswered.keep([asked(1000)])
  expect(unanswered.recall(1000 + KEPT_MS)).toEqual([])
  unanswered.keep([])
  expect(kept.size).toBe(0)
  kept.set('meeting:anna:meeting', '{')
  expect(unanswered.recall(0)).toEqual([])
})
