import type { Entry, Fact } from './entries.ts'

/** What the entries tell of one item, as the minutes have it. */
export interface ItemTold {
  title: string
  speeches: { speechId: string; who: string; name: string; kind: string }[]
  recused: { who: string; name: string; reason: string }[]
  dissenting: { who: string; name: string }[]
  decisions: { text: string; voteId: string | null; responsible: string | null; dueOn: string | null }[]
}

interface Asked {
  speechId: string
  who: string
  kind: string
  itemId: string | null
  givenAt: string | null
}

/** Who spoke to each item, stood aside, dissented, and what was decided in which words. The entries are known to be in order. */
export function itemsOf(entries: readonly Entry[]): Map<string, ItemTold> {
  const items = new Map<string, ItemTold>()
  const names = new Map<string, string>()
  const asked = new Map<string, Asked>()
  const decided = new Map<string, { itemId: string } & ItemTold['decisions'][number]>()
  const add = ({ id, title }: { id: string; title: string }) =>
    items.set(id, { title, speeches: [], recused: [], dissenting: [], decisions: [] })
  const named = (who: string) => ({ who, name: names.get(who) ?? '' })
  for (const { at, verb, data } of entries as unknown as Fact[])
    switch (verb) {
      case 'registration:opened':
        for (const { id, name } of data.people) names.set(id, name)
        data.agenda.forEach(add)
        break
      case 'participant:added':
        names.set(data.participant.id, data.participant.name)
        break
      case 'item:added':
        add(data.item)
        break
      case 'recusal:declared':
        items.get(data.itemId)?.recused.push({ ...named(data.who), reason: data.reason })
        break
      case 'recusal:withdrawn': {
        const item = items.get(data.itemId)
        if (item) item.recused = item.recused.filter(({ who }) => who !== data.who)
        break
      }
      case 'dissent:announced':
        items.get(data.itemId)?.dissenting.push(named(data.who))
        break
      case 'speech:requested': {
        const { speechId, who, kind, itemId } = data
        asked.set(speechId, { speechId, who, kind, itemId, givenAt: null })
        break
      }
      case 'speech:given':
      case 'speech:recalled': {
        const speech = asked.get(data.speechId)
        if (speech) speech.givenAt = verb === 'speech:given' ? at : null
        break
      }
      case 'decision:recorded': {
        const { decisionId, itemId, text, voteId, responsible, dueOn } = data
        decided.delete(decisionId)
        decided.set(decisionId, { itemId, text, voteId, responsible, dueOn })
        break
      }
      case 'decision:withdrawn':
        decided.delete(data.decisionId)
        break
      case 'vote:annulled':
        for (const [id, { voteId }] of decided) if (voteId === data.voteId) decided.delete(id)
    }
  const given = [...asked.values()].filter(({ givenAt }) => givenAt !== null)
  given.sort((one, other) => (one.givenAt! < other.givenAt! ? -1 : one.givenAt! > other.givenAt! ? 1 : 0))
  for (const { speechId, who, kind, itemId } of given)
    items.get(itemId ?? '')?.speeches.push({ speechId, ...named(who), kind })
  for (const { itemId, ...decision } of decided.values()) items.get(itemId)?.decisions.push(decision)
  return items
}
