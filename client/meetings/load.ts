import type { MeetingView } from '../../shared/meetings/views.ts'
import type { VoteView } from '../../shared/votes-views.ts'
import type { Api } from '../lib/api.ts'
import { need } from '../lib/forms.ts'
import { voteInSight } from './results.ts'

/** A meeting by its address, and the vote that everybody talks about as the reader may see it. */
export async function loadMeeting(calls: Api, slug: string, number: string, url: URL) {
  const address = `/councils/${encodeURIComponent(slug)}/meetings/${encodeURIComponent(number)}`
  const meeting = need(await calls.get<MeetingView>(address), url)
  const line = meeting.state && voteInSight(meeting.state)
  const vote = line ? await calls.get<VoteView>(`/votes/${line.voteId}`) : null
  return { meeting, vote: vote?.ok ? vote.data : null }
}
