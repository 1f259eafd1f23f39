/** What a value has to look like: says where the first thing is that does not, or null. */
export type Shape<T> = { (value: unknown, at: string): string | null; readonly type?: T }
export type Shaped<S> = S extends Shape<infer T> ? T : never

const shape =
  <T>(isRight: (value: unknown) => boolean): Shape<T> =>
  (value, at) =>
    isRight(value) ? null : at || '/'

const matching = (pattern: RegExp) =>
  shape<string>((value) => typeof value === 'string' && pattern.test(value))

export const text = shape<string>((value) => typeof value === 'string')
export const flag = shape<boolean>((value) => typeof value === 'boolean')
export const whole = shape<number>(
  (value) => Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0),
)
export const counting = shape<number>((value) => Number.isSafeInteger(value) && (value as number) > 0)
export const id = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
export const hash = matching(/^[0-9a-f]{64}$/)

/** A moment in UTC to the millisecond, as it is written in one way only: so moments compare as text. */
export const instant = shape<string>((value) => {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value
})
export const day = shape<string>(
  (value) => typeof value === 'string' && instant(`${value}T00:00:00.000Z`, '') === null,
)

export const word = <const W extends string>(...words: readonly W[]) =>
  shape<W>((value) => words.includes(value as W))

export const orNull =
  <T>(inner: Shape<T>): Shape<T | null> =>
  (value, at) =>
    value === null ? null : inner(value, at)

export const listOf =
  <T>(inner: Shape<T>): Shape<T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) return at
    for (const [index, each] of value.entries()) {
      const wrong = inner(each, `${at}/${index}`)
      if (wrong !== null) return wrong
    }
    return null
  }

/** These keys and no other; one of `orLacking` may be absent. */
export const record =
  <S extends Record<string, Shape<unknown>>>(inner: S): Shape<{ [K in keyof S]: Shaped<S[K]> }> =>
  (value, at) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return at || '/'
    for (const key of Object.keys(value)) if (!Object.hasOwn(inner, key)) return `${at}/${key}`
    for (const [key, each] of Object.entries(inner)) {
      const own = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
      const wrong = each(own, `${at}/${key}`)
      if (wrong !== null) return wrong
    }
    return null
  }

/** At least these keys; others are of no interest here. */
export const holding =
  <S extends Record<string, Shape<unknown>>>(inner: S): Shape<{ [K in keyof S]: Shaped<S[K]> }> =>
  (value, at) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return at || '/'
    for (const [key, each] of Object.entries(inner)) {
      const own = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
      const wrong = each(own, `${at}/${key}`)
      if (wrong !== null) return wrong
    }
    return null
  }

export const orLacking =
  <T>(inner: Shape<T>): Shape<T | undefined> =>
  (value, at) =>
    value === undefined ? null : inner(value, at)

const DEEPEST = 40

/** Any JSON, as long as it is not so deep that reading it would never end. */
export const anything: Shape<unknown> = (value, at) => {
  const isDeep = (each: unknown, depth: number): boolean =>
    depth > DEEPEST ||
    (each !== null &&
      typeof each === 'object' &&
      Object.values(each).some((inner) => isDeep(inner, depth + 1)))
  return value === undefined || isDeep(value, 0) ? at : null
}
