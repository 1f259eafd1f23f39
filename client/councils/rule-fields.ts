import { voteForms, type CouncilRules } from '../../shared/council-rules.ts'
import type { rules as words } from '../texts/rules.ts'

type Words = (typeof words)['ru']
type Path = keyof Words['fields']

/** One parameter of a regulation: its key in domain §4 and how it is asked for. */
export type RuleField = { path: Path } & (
  | { kind: 'count'; min: number; max: number; optional?: true }
  | { kind: 'days'; min: 0 | 1 }
  | { kind: 'share'; optional?: true }
  | { kind: 'demand' }
  | { kind: 'majority' }
  | { kind: 'choice'; options: readonly string[] }
  | { kind: 'flag' }
  | { kind: 'signers' }
)

export const majorityBases = [
  'present',
  'votes_for_against',
  'votes_cast',
  'actual_members',
  'established_number',
] as const

/** The orders of signing minutes that regulations have, as values of a list. */
export const usualSigners = [
  'presiding,secretary',
  'secretary,presiding',
  'presiding',
  'secretary,presiding,chair',
  'presiding,chair',
]

/** All parameters in the order in which a regulation has them. */
export const ruleGroups: Record<keyof Words['groups'], readonly RuleField[]> = {
  composition: [
    { path: 'seats.min', kind: 'count', min: 1, max: 200 },
    { path: 'seats.max', kind: 'count', min: 1, max: 200 },
    { path: 'term.years', kind: 'count', min: 1, max: 10, optional: true },
    { path: 'absence.inRow', kind: 'count', min: 1, max: 20, optional: true },
    { path: 'absence.perYear', kind: 'share', optional: true },
    { path: 'proxy', kind: 'choice', options: ['forbidden', 'allowed_written'] },
    { path: 'invited.voice', kind: 'choice', options: ['advisory', 'none'] },
  ],
  sessions: [
    { path: 'sessions.minPerYear', kind: 'count', min: 0, max: 52 },
    { path: 'firstSession.maxDays', kind: 'days', min: 1 },
    { path: 'extraordinary.members', kind: 'demand' },
    { path: 'extraordinary.headOfBody', kind: 'flag' },
    { path: 'notice', kind: 'days', min: 1 },
    { path: 'materials', kind: 'days', min: 1 },
  ],
  quorum: [
    { path: 'quorum.fraction', kind: 'share' },
    { path: 'quorum.base', kind: 'choice', options: ['actual_members', 'established_number'] },
    { path: 'quorum.check', kind: 'choice', options: ['opening_and_each_vote', 'opening_only'] },
    { path: 'quorum.countRemote', kind: 'flag' },
    { path: 'quorum.countRecused', kind: 'flag' },
  ],
  decisions: [
    { path: 'decision.default', kind: 'majority' },
    { path: 'decision.qualified', kind: 'majority' },
    { path: 'decision.organizational', kind: 'majority' },
    { path: 'decision.secretPersonal', kind: 'majority' },
    { path: 'tie.rule', kind: 'choice', options: ['chair_casting', 'not_adopted', 'revote'] },
    { path: 'tie.caster', kind: 'choice', options: ['presiding', 'chair_only'] },
  ],
  voting: [
    { path: 'vote.form', kind: 'choice', options: voteForms },
    { path: 'vote.change', kind: 'choice', options: ['until_closing', 'no_change'] },
  ],
  secret: [
    { path: 'secret.demand', kind: 'demand' },
    { path: 'secret.kMin', kind: 'count', min: 2, max: 20 },
    { path: 'secret.belowKMin', kind: 'choice', options: ['refuse', 'warn'] },
    { path: 'secret.base', kind: 'choice', options: ['present', 'issued'] },
  ],
  absentee: [
    { path: 'absentee.enabled', kind: 'flag' },
    { path: 'absentee.minDays', kind: 'days', min: 1 },
    { path: 'absentee.quorum', kind: 'share' },
    { path: 'absentee.decisionBase', kind: 'choice', options: ['established_number', 'participants'] },
    { path: 'absentee.veto', kind: 'demand' },
  ],
  minutes: [
    { path: 'minutes.dueDays', kind: 'days', min: 1 },
    { path: 'minutes.signers', kind: 'signers' },
    { path: 'minutes.remarksDays', kind: 'days', min: 0 },
    { path: 'dissent.dueDays', kind: 'days', min: 0 },
    { path: 'publication.dueDays', kind: 'days', min: 1 },
  ],
  initiatives: [
    { path: 'discussion.minDays', kind: 'days', min: 1 },
    { path: 'initiative.minOrganizations', kind: 'count', min: 1, max: 50 },
    { path: 'initiative.minPersons', kind: 'count', min: 1, max: 500 },
    { path: 'registrationDueDays', kind: 'days', min: 1 },
    { path: 'replyDueDays', kind: 'days', min: 1 },
    { path: 'replyExtensionDays', kind: 'days', min: 0 },
    { path: 'dueDateOnDayOff', kind: 'choice', options: ['previous_workday', 'next_workday'] },
  ],
}

export const ruleFields: readonly RuleField[] = Object.values(ruleGroups).flat()

/** What rules say at a path. */
export const valueAt = (rules: CouncilRules, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], rules)
