import { dayIn, instantOf } from '../../../../../../../shared/calendar.ts'
import type { PastView } from '../../../../../../../shared/meetings/views.ts'
import { api } from '../../../../../../lib/api.ts'
import { loadMeeting } from '../../../../../../meetings/load.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ fetch, params, url }) => {
  const calls = api(fetch)
  const { meeting } = await loadMeeting(calls, params.slug, params.number, url)
  const zone = meeting.council.timeZone
  const day = url.searchParams.get('day') ?? dayIn(meeting.state?.convened?.at ?? meeting.startsAt, zone)
  const time = url.searchParams.get('time') ?? ''
  const minute = instantOf(day, time.slice(0, 5), zone)
  const seconds = /^.{5}:([0-5]\d)$/.exec(time)?.[1] ?? '00'
  const at = minute && minute.replace(/\d\d\.000Z$/, `${seconds}.999Z`)
  const past = at === null ? null : await calls.get<PastView>(`/meetings/${meeting.id}/presence?at=${at}`)
  return { meeting, day, time, past: past?.ok ? past.data : null }
}
