const known = new Set(Intl.supportedValuesOf('timeZone'))

/** Whether days can be counted in it: a name of the IANA list, as `Asia/Kamchatka`. */
export const isTimeZone = (name: string): boolean => known.has(name)
