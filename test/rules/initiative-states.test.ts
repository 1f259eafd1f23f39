import { describe, expect, test } from 'vitest'
import {
  initiativeMoves,
  initiativeRoles,
  initiativeStates,
  initiativeVerbs,
  mayMove,
  moveAfterVote,
  movesFrom,
  roadOf,
  whyNotMove,
  type InitiativeState,
  type InitiativeVerb,
} from '../../shared/initiatives-states.ts'

// Written out a second time on purpose: a slip in the table must not agree with itself.
const legal: [InitiativeState, InitiativeVerb, InitiativeState][] = [
  ['draft', 'openDiscussion', 'public_discussion'],
  ['draft', 'withdraw', 'withdrawn'],
  ['public_discussion', 'sendToCouncil', 'council_review'],
  ['public_discussion', 'withdraw', 'withdrawn'],
  ['council_review', 'returnToDraft', 'draft'],
  ['council_review', 'openVote', 'vote'],
  ['council_review', 'withdraw', 'withdrawn'],
  ['vote', 'adopt', 'adopted'],
  ['vote', 'decline', 'not_adopted'],
  ['vote', 'voteAgain', 'council_review'],
  ['adopted', 'voteAgain', 'council_review'],
  ['not_adopted', 'voteAgain', 'council_review'],
  ['adopted', 'submit', 'submitted_to_authority'],
  ['submitted_to_authority', 'register', 'registered'],
  ['registered', 'accept', 'accepted'],
  ['registered', 'acceptPartially', 'accepted_partially'],
  ['registered', 'reject', 'rejected'],
]
const ends: InitiativeState[] = ['not_adopted', 'accepted', 'accepted_partially', 'rejected', 'withdrawn']
const withReason: InitiativeVerb[] = ['returnToDraft', 'reject', 'withdraw']

const isLegal = (state: InitiativeState, verb: InitiativeVerb) =>
  legal.some(([from, move]) => from === state && move === verb)

describe('R-25 · moves', () => {
  test.each(legal)('from %s %s leads to %s', (from, verb, to) => {
    expect(whyNotMove(from, verb, 'причина')).toBe(null)
    expect(initiativeMoves[verb].to).toBe(to)
  })

  const illegal = initiativeStates.flatMap((state) =>
    initiativeVerbs.filter((verb) => !isLegal(state, verb)).map((verb) => [state, verb] as const),
  )
  test.each(illegal)('from %s %s is refused, with a reason or without', (state, verb) => {
    expect(whyNotMove(state, verb, 'причина')).toBe('initiative_wrong_state')
    expect(whyNotMove(state, verb)).toBe('initiative_wrong_state')
  })

  test('the table has no move but these', () => {
    expect(legal.length + illegal.length).toBe(initiativeStates.length * initiativeVerbs.length)
  })

  test.each(legal)('from %s %s asks for a reason only where somebody loses by it', (from, verb) => {
    for (const blank of [undefined, null, '', ' \n\u00a0'])
      expect(whyNotMove(from, verb, blank)).toBe(withReason.includes(verb) ? 'reason_required' : null)
  })

  test('every path from a draft ends, and together they pass every state', () => {
    const passed = new Set<InitiativeState>()
    const walk = (state: InitiativeState, path: InitiativeState[]): number => {
      passed.add(state)
      // A vote that is annulled leads back, and is no way on.
      const isDecided = state === 'adopted' || state === 'not_adopted'
      const next = initiativeVerbs.filter(
        (verb) => whyNotMove(state, verb, 'причина') === null && !(isDecided && verb === 'voteAgain'),
      )
      if (next.length === 0) {
        expect(ends).toContain(state)
        return 1
      }
      expect(ends).not.toContain(state)
      return next
        .map((verb) => initiativeMoves[verb].to)
        .filter((to) => !path.includes(to))
        .reduce((paths, to) => paths + walk(to, [...path, to]), 0)
    }
    expect(walk('draft', ['draft'])).toBe(7)
    expect(passed).toEqual(new Set(initiativeStates))
  })

  test('the way back leads on: returned for rework or voted again, an initiative can still be adopted', () => {
    const way: InitiativeVerb[] = [
      'openDiscussion',
      'sendToCouncil',
      'returnToDraft',
      'openDiscussion',
      'sendToCouncil',
      'openVote',
      'voteAgain',
      'openVote',
      'adopt',
      'submit',
      'register',
      'acceptPartially',
    ]
    const end = way.reduce((state: InitiativeState, verb) => {
      expect(whyNotMove(state, verb, 'доработать смету')).toBe(null)
      return initiativeMoves[verb].to
    }, 'draft')
    expect(end).toBe('accepted_partially')
  })
})

describe('whose move it is (domain §3)', () => {
  test.each([
    ['openDiscussion', ['author', 'coauthor']],
    ['sendToCouncil', ['author', 'coauthor', 'secretary']],
    ['returnToDraft', ['secretary', 'chair']],
    ['openVote', ['secretary', 'chair']],
    ['adopt', ['system']],
    ['decline', ['system']],
    ['voteAgain', ['system']],
    ['submit', ['secretary', 'chair']],
    ['register', ['official']],
    ['accept', ['official']],
    ['acceptPartially', ['official']],
    ['reject', ['official']],
    ['withdraw', ['author']],
  ] as const)('%s belongs to %j and to nobody else', (verb, owners) => {
    expect(initiativeRoles.filter((role) => mayMove(verb, [role]))).toEqual(owners)
    expect(mayMove(verb, [])).toBe(false)
  })

  test('nobody decides a vote by hand', () => {
    const people = initiativeRoles.filter((role) => role !== 'system')
    expect(movesFrom('vote', people)).toEqual([])
  })

  test('somebody with two roles has the moves of both', () => {
    expect(movesFrom('council_review', ['author', 'secretary'])).toEqual([
      'returnToDraft',
      'openVote',
      'withdraw',
    ])
  })

  test.each([
    ['adopted', 'adopted'],
    ['not_adopted', 'not_adopted'],
    ['no_quorum', 'council_review'],
    ['revote', 'council_review'],
  ] as const)('a vote that ends %s leads to %s', (outcome, state) => {
    const verb = moveAfterVote(outcome)
    expect(whyNotMove('vote', verb)).toBe(null)
    expect(initiativeMoves[verb].to).toBe(state)
  })
})

describe('the road', () => {
  const shown = (state: InitiativeState) => roadOf(state).map(({ stage, place }) => `${place} ${stage}`)

  test.each(initiativeStates)('of an initiative at %s shows exactly one place where it stands', (state) => {
    const road = roadOf(state)
    expect(road.filter(({ place }) => place === 'now').map((step) => step.state)).toEqual([state])
    const order = road.map(({ place }) => ['done', 'now', 'next'].indexOf(place))
    expect(order).toEqual(order.toSorted())
    expect(road[0]?.stage).toBe('draft')
  })

  test('before the vote leaves the decision open', () => {
    const decision = roadOf('council_review').find(({ stage }) => stage === 'decision')
    expect(decision).toEqual({ stage: 'decision', place: 'next', state: null })
  })

  test('of an adopted initiative goes on to the authority', () => {
    expect(shown('adopted')).toEqual([
      'done draft',
      'done public_discussion',
      'done council_review',
      'done vote',
      'now decision',
      'next submitted_to_authority',
      'next registered',
      'next conclusion',
    ])
    expect(roadOf('registered').find(({ stage }) => stage === 'decision')?.state).toBe('adopted')
  })

  test('that ended early promises nothing after its end', () => {
    expect(shown('not_adopted').at(-1)).toBe('now decision')
    expect(shown('withdrawn')).toEqual(['done draft', 'now withdrawn'])
  })
})
