import type { CouncilRules, DayCount, Demand, MajorityRule } from '../../shared/council-rules.ts'
import type { Fraction } from '../../shared/fractions.ts'
import type { Locale } from '../texts/bilingual.ts'
import { dayCounts } from '../texts/day-counts.ts'
import { rules as words } from '../texts/rules.ts'
import { shares } from '../texts/shares.ts'
import { ruleFields, valueAt, type RuleField } from './rule-fields.ts'

/** What rules say about one parameter, in words: «более половины членов совета», «5 рабочих дней». */
export function sayRule(field: RuleField, rules: CouncilRules, locale: Locale): string {
  const t = words[locale]
  const value = valueAt(rules, field.path)
  if (value === null) return t.none
  const share = (fraction: Fraction) => shares[locale].of(fraction)
  switch (field.kind) {
    case 'days':
      return dayCounts[locale].of(value as DayCount)
    case 'majority': {
      const { fraction, base } = value as MajorityRule
      return `${share(fraction)} ${locale === 'en' ? 'of ' : ''}${t.choices['decision.base'][base].title}`
    }
    case 'share':
      return share(value as Fraction)
    case 'demand':
      return value === 'one_member' ? t.oneMember : `${share(value as Exclude<Demand, string>)}`
    case 'flag':
      return value === true ? t.yes : t.no
    case 'choice':
      return choicesOf(field.path, locale)[value as string]?.title ?? (value as string)
    case 'signers':
      return saySigners(value as string[], locale)
    case 'count':
      return `${value as number}`
  }
}

type Choices = Record<string, { title: string; example: (numbers: never) => string }>

export const choicesOf = (path: string, locale: Locale): Choices =>
  (words[locale].choices as unknown as Record<string, Choices>)[path] ?? {}

export const saySigners = (signers: readonly string[], locale: Locale): string =>
  signers
    .map((each) => (words[locale].signers as Record<string, string>)[each] ?? each)
    .join(words[locale].then)

export interface RuleChange {
  path: RuleField['path']
  was: string
  became: string
}

/** What differs between two versions of the rules, in the order of a regulation. */
export const changesBetween = (from: CouncilRules, to: CouncilRules, locale: Locale): RuleChange[] =>
  ruleFields.flatMap((field) => {
    const was = sayRule(field, from, locale)
    const became = sayRule(field, to, locale)
    return was === became ? [] : [{ path: field.path, was, became }]
  })
