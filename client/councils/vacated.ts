import type { ManagedMember } from '../../shared/councils.ts'

/** Seats that ended and that nobody has come to, the latest first; that which `member` came to is among them. */
export const vacatedSeats = (
  members: readonly ManagedMember[],
  member?: Pick<ManagedMember, 'memberId' | 'startsOn'>,
): ManagedMember[] =>
  members
    .filter(
      ({ memberId, endsOn }) =>
        endsOn !== null &&
        (!member || (memberId !== member.memberId && endsOn < member.startsOn)) &&
        !members.some((each) => each.replacesId === memberId && each.memberId !== member?.memberId),
    )
    .toSorted((a, b) => ((a.endsOn ?? '') < (b.endsOn ?? '') ? 1 : -1))
