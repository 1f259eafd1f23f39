import { addDays, dayIn } from '../../shared/calendar.ts'
import type { CommandData, CommandVerb } from '../../shared/meetings/entries.ts'
import type { MeetingView } from '../../shared/meetings/views.ts'
import type { CouncilView } from '../../shared/councils.ts'
import { newId } from '../../server/lib/ids.ts'

/** Somebody of the demonstration who asks over HTTP, as their browser would. */
export class Caller {
  readonly #origin: string
  readonly #cookie: string

  private constructor(origin: string, cookie: string) {
    this.#origin = origin
    this.#cookie = cookie
  }

  /** Takes the one-click door of the person whose name begins so. */
  static async of(origin: string, name: string): Promise<Caller> {
    const stranger = new Caller(origin, '')
    const people = await stranger.ask<{ person: string; name: string }[]>('GET', '/demo/people')
    const person = people.find((each) => each.name.startsWith(name))?.person
    const answer = await stranger.#fetch('POST', '/demo/sign-in', { person })
    return new Caller(origin, (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '')
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.#fetch(method, path, body)
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (answer.status === 204 ? null : await answer.json()) as T
  }

  act<V extends CommandVerb>(meetingId: string, verb: V, data: CommandData<V>): Promise<unknown> {
    return this.ask('POST', `/meetings/${meetingId}/acts`, { key: newId(), verb, data })
  }

  #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.#origin}/api${path}`, {
      method,
      headers: {
        ...(this.#cookie && { cookie: this.#cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }
}

/** Plans a meeting of a council of the demonstration for tomorrow, with these questions; answers with it. */
export async function planDay(
  secretary: Caller,
  slug: string,
  items: readonly {
    title: string
    proposal?: string
    speaker?: string
    minutes?: number
    initiativeNumber?: string
  }[],
): Promise<MeetingView> {
  const council = await secretary.ask<CouncilView>('GET', `/councils/${slug}`)
  const seat = (role: string) => council.seats.find((each) => each.role === role)?.memberId
  const day = addDays(dayIn(new Date().toISOString(), council.timeZone), 1)
  const { number } = await secretary.ask<{ number: number }>('POST', `/councils/${slug}/meetings`, {
    ...{ kind: 'regular', format: 'mixed', title: null },
    ...{ startsOn: day, startsTime: '14:00', endsOn: day, endsTime: '17:00' },
    ...{ place: 'Зал заседаний администрации', callUrl: null, phone: null },
    ...{ presidingId: seat('chair'), secretaryId: seat('secretary') ?? null },
    ...{ calledBy: null, demandId: null, basis: null },
  })
  for (const { title, proposal = null, speaker = null, minutes = null, initiativeNumber = null } of items)
    await secretary.ask('POST', `/councils/${slug}/meetings/${number}/agenda`, {
      ...{ id: newId(), parentId: null, title, speaker, minutes, proposal },
      ...{ voteForm: null, decisionClass: null, initiativeNumber },
    })
  return secretary.ask('GET', `/councils/${slug}/meetings/${number}`)
}
