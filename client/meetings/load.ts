import { openVoteOf } from '../../shared/meetings/speakers.ts'
import type { MeetingView } from '../../shared/meetings/views.ts'
import type { VoteView } from '../../shared/votes-views.ts'
import type { Api } from '../lib/api.ts'
import { need } from '../lib/forms.ts'

/** A meeting by its address, and the vote that is open at it as the reader may see it. */
export async function loadMeeting(calls: Api, slug: string, number: string, url: URL) {
  const address = `/councils/${encodeURIComponent(slug)}/meetings/${encodeURIComponent(number)}`
  const meeting = need(await calls.get<MeetingView>(address), url)
  const open = meeting.state && openVoteOf(meeting.state)
  const vote = open ? await calls.get<VoteView>(`/votes/${open.voteId}`) : null
  return { meeting, vote: vote?.ok ? vote.data : null }
}
