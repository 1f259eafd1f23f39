import { canonical, sha256 } from './canonical.ts'
import type { ClosedVote, Meeting } from './meeting.ts'
import type { Ballots, Facts } from './minutes.ts'
import { resultHolds, wrongRoll } from './beside.ts'

type Item = Facts['items'][number]

/** Where the minutes tell an item otherwise than the entries do: who spoke, who stood aside, what was decided in which words. */
export function wrongItem(facts: Facts, { items, amended }: Meeting): string | null {
  for (const said of facts.items) {
    const told = items.get(said.id)
    const at = `/items/${said.number}`
    if (!told || told.title !== said.title) return `${at}/title`
    const pairs: [keyof Item, unknown][] = [
      ['reports', told.speeches.filter(({ kind }) => kind === 'report')],
      ['questions', told.speeches.filter(({ kind }) => kind === 'question')],
      ['speeches', told.speeches.filter(({ kind }) => kind !== 'report' && kind !== 'question')],
      ['recused', told.recused],
      ['dissenting', told.dissenting],
      ['decisions', told.decisions.map((each, n) => ({ number: `${said.number}.${n + 1}`, ...each }))],
    ]
    const odd = pairs.find(([key, each]) => canonical(said[key]) !== canonical(each))
    if (odd) return `${at}/${odd[0]}`
    // Minutes that are older than the table of amendments lack it.
    const own = amended(said.id)
    if (said.amended !== undefined && canonical(said.amended) !== canonical(own)) return `${at}/amended`
  }
  const missing = [...items.keys()].find((id) => facts.items.every((said) => said.id !== id))
  return missing === undefined ? null : `/items/${missing}`
}

/** Where the ballots by name or the numbers of a counting commission in the minutes do not come to what the entries say of their vote. */
export function wrongBallots(ballots: Ballots, { votes }: Meeting): string | null {
  for (const [id, { roll, counting, text }] of Object.entries(ballots)) {
    const at = `/ballots/${id}`
    const vote: ClosedVote | undefined = votes.find(({ voteId }) => voteId === id)
    if (!vote) return at
    if (roll && wrongRoll(vote, roll)) return `${at}/roll`
    if (text && sha256(canonical(text.content)) !== text.sha256) return `${at}/text`
    if ((vote.form === 'secret') !== (counting !== undefined)) return `${at}/counting`
    if (!counting) continue
    if (counting.voteId !== id || counting.question !== vote.question) return `${at}/counting`
    if (counting.head.hash !== vote.boardHead) return `${at}/counting/head`
    if (counting.outcome !== vote.outcome && vote.outcome !== 'annulled') return `${at}/counting/outcome`
    const counts =
      counting.counts && Object.fromEntries(counting.counts.map(({ option, votes }) => [option, votes]))
    if (counts && !resultHolds(vote, counts)) return `${at}/counting/counts`
  }
  return null
}
