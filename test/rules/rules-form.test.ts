import fc from 'fast-check'
import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { ruleFields, ruleGroups } from '../../client/councils/rule-fields.ts'
import { fieldOfRules, fieldsOf, labelsOf, rulesFrom } from '../../client/councils/rules-form.ts'
import { changesBetween, choicesOf, sayRule } from '../../client/councils/rules-words.ts'
import { locales } from '../../client/texts/bilingual.ts'
import { rules as words } from '../../client/texts/rules.ts'
import { CouncilRules, defaultCouncilRules, voteForms } from '../../shared/council-rules.ts'

const filled = (values: Record<string, string>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) form.set(name, value)
  return form
}

const share = fc.constantFrom(
  { num: 1, den: 2, strict: true },
  { num: 2, den: 3, strict: false },
  { num: 4, den: 7, strict: true },
)
const demand = fc.oneof(fc.constant('one_member' as const), share)
const days = (min: number) => fc.record({ days: fc.integer({ min, max: 365 }), working: fc.boolean() })
const majority = fc.record({
  base: fc.constantFrom(
    'present' as const,
    'votes_for_against' as const,
    'votes_cast' as const,
    'actual_members' as const,
    'established_number' as const,
  ),
  fraction: share,
})
const anyRules: fc.Arbitrary<CouncilRules> = fc.record({
  seats: fc.record({ min: fc.integer({ min: 1, max: 7 }), max: fc.integer({ min: 7, max: 200 }) }),
  term: fc.record({ years: fc.option(fc.integer({ min: 1, max: 10 })) }),
  absence: fc.record({ inRow: fc.option(fc.integer({ min: 1, max: 20 })), perYear: fc.option(share) }),
  proxy: fc.constantFrom('forbidden', 'allowed_written'),
  invited: fc.record({ voice: fc.constantFrom('advisory', 'none') }),
  sessions: fc.record({ minPerYear: fc.integer({ min: 0, max: 52 }) }),
  firstSession: fc.record({ maxDays: days(1) }),
  extraordinary: fc.record({ members: demand, headOfBody: fc.boolean() }),
  notice: days(1),
  materials: days(1),
  quorum: fc.record({
    base: fc.constantFrom('actual_members', 'established_number'),
    fraction: share,
    check: fc.constantFrom('opening_and_each_vote', 'opening_only'),
    countRemote: fc.boolean(),
    countRecused: fc.boolean(),
  }),
  decision: fc.record({
    default: majority,
    qualified: majority,
    organizational: majority,
    secretPersonal: majority,
  }),
  tie: fc.record({
    rule: fc.constantFrom('chair_casting', 'not_adopted', 'revote'),
    caster: fc.constantFrom('presiding', 'chair_only'),
  }),
  vote: fc.record({
    form: fc.constantFrom(...voteForms),
    change: fc.constantFrom('until_closing', 'no_change'),
  }),
  secret: fc.record({
    kMin: fc.integer({ min: 2, max: 20 }),
    belowKMin: fc.constantFrom('refuse', 'warn'),
    base: fc.constantFrom('present', 'issued'),
    demand,
  }),
  absentee: fc.record({
    enabled: fc.boolean(),
    minDays: days(1),
    quorum: share,
    decisionBase: fc.constantFrom('established_number', 'participants'),
    veto: demand,
  }),
  minutes: fc.record({
    dueDays: days(1),
    signers: fc
      .subarray(['presiding', 'secretary', 'chair'] as const, { minLength: 1 })
      .map((list) => [...list]),
    remarksDays: days(0),
  }),
  dissent: fc.record({ dueDays: days(0) }),
  publication: fc.record({ dueDays: days(1) }),
  discussion: fc.record({ minDays: days(1) }),
  initiative: fc.record({
    minOrganizations: fc.integer({ min: 1, max: 50 }),
    minPersons: fc.integer({ min: 1, max: 500 }),
  }),
  registrationDueDays: days(1),
  replyDueDays: days(1),
  replyExtensionDays: days(0),
  dueDateOnDayOff: fc.constantFrom('previous_workday', 'next_workday'),
})

describe('the form of the rules', () => {
  test('R-73 · asks for every parameter, and brings back what was filled in', () => {
    fc.assert(
      fc.property(anyRules, (rules) => {
        expect(Check(CouncilRules, rules)).toBe(true)
        expect(rulesFrom(filled(fieldsOf(rules)))).toEqual(rules)
      }),
    )
  })

  test('R-73 · has a label for every input, in both languages, and says every value in words', () => {
    const names = Object.keys(fieldsOf(defaultCouncilRules))
    for (const locale of locales) {
      expect(Object.keys(labelsOf(words[locale].fields)).toSorted()).toEqual(names.toSorted())
      expect(Object.keys(ruleGroups)).toEqual(Object.keys(words[locale].groups))
      expect(ruleFields.map(({ path }) => path).toSorted()).toEqual(
        Object.keys(words[locale].fields).toSorted(),
      )
      for (const field of ruleFields) {
        expect(sayRule(field, defaultCouncilRules, locale)).not.toMatch(/undefined|_|\[object/)
        if (field.kind === 'choice') expect(Object.keys(choicesOf(field.path, locale))).toEqual(field.options)
      }
    }
  })

  test.each([
    ['rules.quorum.fraction', 'quorum.fraction'],
    ['rules.quorum.fraction.num', 'quorum.fraction'],
    ['rules.decision.qualified.base', 'decision.qualified.base'],
    ['rules.replyDueDays.days', 'replyDueDays.days'],
    ['rules.minutes.signers.0', 'minutes.signers'],
    ['rules.seats', 'seats.min'],
    ['rules.absentee.veto', 'absentee.veto'],
    ['basis', 'basis'],
  ])('a refusal of %s stands beside %s', (refused, field) => {
    expect(fieldOfRules(refused)).toBe(field)
  })

  test('what is not a number, a share or a choice goes to the server as it is, and the server refuses it', () => {
    const values = { ...fieldsOf(defaultCouncilRules), 'notice.days': 'неделя', 'quorum.fraction': 'все' }
    expect(Check(CouncilRules, rulesFrom(filled(values)))).toBe(false)
    expect(rulesFrom(filled(values))).toMatchObject({
      notice: { days: NaN },
      quorum: { fraction: { num: 0, den: 0 } },
    })
  })
})

describe('what has changed between two versions', () => {
  test('is each parameter that differs, in the order of a regulation, in words', () => {
    const later: CouncilRules = {
      ...defaultCouncilRules,
      notice: { days: 5, working: true },
      absence: { inRow: null, perYear: null },
      decision: {
        ...defaultCouncilRules.decision,
        default: { base: 'established_number', fraction: { num: 1, den: 2, strict: true } },
      },
      extraordinary: { members: 'one_member', headOfBody: true },
    }
    expect(changesBetween(defaultCouncilRules, later, 'ru')).toEqual([
      { path: 'absence.inRow', was: '3', became: 'не установлено' },
      { path: 'absence.perYear', was: 'более половины', became: 'не установлено' },
      { path: 'extraordinary.members', was: 'не менее одной трети', became: 'любой член совета' },
      { path: 'extraordinary.headOfBody', was: 'нет', became: 'да' },
      { path: 'notice', was: '7 дней', became: '5 рабочих дней' },
      {
        path: 'decision.default',
        was: 'более половины участвующих в голосовании',
        became: 'более половины установленной численности',
      },
    ])
    expect(changesBetween(later, later, 'ru')).toEqual([])
  })

  test('is nothing exactly when the versions are equal', () => {
    fc.assert(
      fc.property(anyRules, anyRules, (one, two) => {
        expect(changesBetween(one, one, 'en')).toEqual([])
        expect(changesBetween(one, two, 'en').length === 0).toBe(JSON.stringify(one) === JSON.stringify(two))
      }),
    )
  })
})
