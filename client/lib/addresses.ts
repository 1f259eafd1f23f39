/** Where things live, by what names them; a number may carry any letter. */
export const initiativeAt = (number: string, side = ''): string =>
  `/initiatives/${encodeURIComponent(number)}${side && `/${side}`}`
export const voteAt = (id: string): string => `/votes/${id}`
export const authorityAt = (slug: string): string => `/authorities/${slug}`
export const exchangeAt = (id: string): string => `/exchanges/${id}`
export const councilAt = (slug: string): string => `/councils/${slug}`
export const meetingAt = (slug: string, number: number, side = ''): string =>
  `/councils/${slug}/meetings/${number}${side && `/${side}`}`
