import type { Cookies } from '@sveltejs/kit'

type Options = Parameters<Cookies['set']>[2]

/** All cookies of the request, with those set while answering it, as one header. */
export const cookieHeader = (cookies: Cookies): string =>
  cookies
    .getAll()
    .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
    .join('; ')

/** Hands the cookies which the API set in-process to the browser that asked for the page. */
export function applySetCookies(cookies: Cookies, headers: number | string | string[] | undefined): void {
  for (const header of [headers ?? []].flat()) {
    const [pair = '', ...attributes] = String(header).split(';')
    const [name, value] = split(pair)
    if (name) cookies.set(name, decode(value), optionsOf(attributes))
  }
}

function optionsOf(attributes: string[]): Options {
  // Kit would add attributes of its own; a cookie has to arrive exactly as the API wrote it.
  const options: Options = { path: '/', httpOnly: false, secure: false }
  for (const attribute of attributes) {
    const [name, value] = split(attribute)
    switch (name.toLowerCase()) {
      case 'path':
        options.path = value
        break
      case 'domain':
        options.domain = value
        break
      case 'max-age':
        options.maxAge = Number(value)
        break
      case 'expires':
        options.expires = new Date(value)
        break
      case 'samesite':
        options.sameSite = value.toLowerCase() as 'lax' | 'strict' | 'none'
        break
      case 'httponly':
        options.httpOnly = true
        break
      case 'secure':
        options.secure = true
    }
  }
  return options
}

function split(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=')
  return at < 0 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
