import type { CouncilRules, DayCount, Demand, MajorityRule } from '../../shared/council-rules.ts'
import type { Fraction } from '../../shared/fractions.ts'
import { text } from '../lib/form-values.ts'
import { ruleFields, valueAt, type RuleField } from './rule-fields.ts'

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
  { num: 1, den: 4, strict: false },
  { num: 1, den: 1, strict: false },
]

/** The rules as the fields of `RulesFields` have them; whether they make sense is the server's to say. */
export function rulesFrom(form: FormData): unknown {
  const rules = {}
  for (const field of ruleFields) put(rules, field.path.split('.'), valueFrom(field, form))
  return rules
}

// What is in no list comes back as `invalid_request` with the field.
function valueFrom(field: RuleField, form: FormData): unknown {
  const given = (suffix = '') => text(form, field.path + suffix)
  switch (field.kind) {
    case 'count':
      return given() === '' ? null : Number(given())
    case 'days':
      return { days: Number(given('.days')), working: given('.working') === 'working' }
    case 'share':
      return given() === '' ? null : read(given())
    case 'demand':
      return given() === 'one_member' ? 'one_member' : read(given())
    case 'majority':
      return { fraction: read(given('.fraction')), base: given('.base') }
    case 'flag':
      return given() === 'yes'
    case 'signers':
      return given().split(',')
    case 'choice':
      return given()
  }
}

function put(into: Record<string, unknown>, [key = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) into[key] = value
  else put((into[key] ??= {}) as Record<string, unknown>, rest, value)
}

/** What the fields start with. */
export const fieldsOf = (rules: CouncilRules): Record<string, string> =>
  Object.fromEntries(ruleFields.flatMap((field) => entriesOf(field, valueAt(rules, field.path))))

function entriesOf({ path, kind }: RuleField, value: unknown): [name: string, value: string][] {
  if (value === null) return [[path, '']]
  switch (kind) {
    case 'days': {
      const { days, working } = value as DayCount
      return [
        [`${path}.days`, String(days)],
        [`${path}.working`, working ? 'working' : 'calendar'],
      ]
    }
    case 'majority': {
      const { fraction, base } = value as MajorityRule
      return [
        [`${path}.fraction`, written(fraction)],
        [`${path}.base`, base],
      ]
    }
    case 'share':
    case 'demand': {
      const demand = value as Demand
      return [[path, demand === 'one_member' ? demand : written(demand)]]
    }
    case 'flag':
      return [[path, value === true ? 'yes' : 'no']]
    case 'signers':
      return [[path, (value as string[]).join(',')]]
    case 'count':
    case 'choice':
      return [[path, `${value as string | number}`]]
  }
}

/** Names of the inputs of a field. */
const namesOf = ({ path, kind }: RuleField): string[] =>
  kind === 'days'
    ? [`${path}.days`, `${path}.working`]
    : kind === 'majority'
      ? [`${path}.fraction`, `${path}.base`]
      : [path]

/** Beside which input a refusal about `rules.…` stands. */
export function fieldOfRules(path: string): string {
  const field = path.replace(/^rules\.?/, '')
  const names = ruleFields.flatMap(namesOf)
  return (
    names.find((name) => field === name || field.startsWith(`${name}.`)) ??
    names.find((name) => field !== '' && name.startsWith(`${field}.`)) ??
    field
  )
}

/** What every input is called, for the list of problems at the top. */
export const labelsOf = (fields: Record<string, { label: string }>): Record<string, string> =>
  Object.fromEntries(
    ruleFields.flatMap((field) => namesOf(field).map((name) => [name, fields[field.path]?.label ?? name])),
  )
