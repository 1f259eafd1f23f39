import { defaultCouncilRules, type CouncilRules } from '../../shared/council-rules.ts'
import type { Fraction } from '../../shared/fractions.ts'
import { text } from '../lib/form-values.ts'

/** A share as one value of a list: `1/2>` is «более половины», `2/3` «не менее двух третей». */
export const written = ({ num, den, strict }: Fraction): string => `${num}/${den}${strict ? '>' : ''}`

export function read(value: string): Fraction {
  const [, num = '0', den = '0', strict = ''] = /^(\d{1,3})\/(\d{1,3})(>?)$/.exec(value) ?? []
  return { num: Number(num), den: Number(den), strict: strict === '>' }
}

export const usualShares: readonly Fraction[] = [
  { num: 1, den: 2, strict: true },
  { num: 1, den: 2, strict: false },
  { num: 2, den: 3, strict: false },
  { num: 2, den: 3, strict: true },
  { num: 3, den: 4, strict: false },
  { num: 1, den: 3, strict: false },
  { num: 1, den: 1, strict: false },
]

/** The rules as the fields of `RulesFields` have them; whether they make sense is the server's to say. */
export function rulesFrom(form: FormData): CouncilRules {
  const days = (name: string) => ({ days: Number(text(form, name)), working: false })
  // What is in no list comes back as `invalid_request` with the field.
  const word = <T>(name: string) => text(form, name) as T
  const usual = defaultCouncilRules
  return {
    ...usual,
    quorum: { ...usual.quorum, base: word('quorumBase'), fraction: read(text(form, 'quorumShare')) },
    decision: {
      ...usual.decision,
      default: { base: word('ordinaryBase'), fraction: read(text(form, 'ordinaryShare')) },
      qualified: { base: word('qualifiedBase'), fraction: read(text(form, 'qualifiedShare')) },
    },
    tie: { rule: word('tieRule'), caster: word('tieCaster') },
    registrationDueDays: days('registrationDueDays'),
    replyDueDays: days('replyDueDays'),
    replyExtensionDays: days('replyExtensionDays'),
    dueDateOnDayOff: word('dueDateOnDayOff'),
  }
}

/** What the fields start with. */
export const fieldsOf = (rules: CouncilRules): Record<string, string> => ({
  quorumBase: rules.quorum.base,
  quorumShare: written(rules.quorum.fraction),
  ordinaryBase: rules.decision.default.base,
  ordinaryShare: written(rules.decision.default.fraction),
  qualifiedBase: rules.decision.qualified.base,
  qualifiedShare: written(rules.decision.qualified.fraction),
  tieRule: rules.tie.rule,
  tieCaster: rules.tie.caster,
  registrationDueDays: String(rules.registrationDueDays.days),
  replyDueDays: String(rules.replyDueDays.days),
  replyExtensionDays: String(rules.replyExtensionDays.days),
  dueDateOnDayOff: rules.dueDateOnDayOff,
})

/** Which field a refusal about `rules.…` stands beside. */
export function fieldOfRules(path: string): string {
  const field = path.replace(/^rules\.?/, '')
  const known: ReadonlyArray<readonly [start: string, field: string]> = [
    ['quorum.base', 'quorumBase'],
    ['quorum', 'quorumShare'],
    ['decision.default.base', 'ordinaryBase'],
    ['decision.default', 'ordinaryShare'],
    ['decision.qualified.base', 'qualifiedBase'],
    ['decision.qualified', 'qualifiedShare'],
    ['tie.caster', 'tieCaster'],
    ['tie', 'tieRule'],
  ]
  return known.find(([start]) => field.startsWith(start))?.[1] ?? field
}
