import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

export interface Config {
  mode: 'own' | 'demo' | 'development' | 'test'
  port: number
  host: string
  publicUrl: URL
  dataDir: string
  databaseUrl: string | null
  redisUrl: string | null
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  smtpUrl: string | null
  /** The browser that prints PDF; null: people print with their own. */
  chromium: string | null
}

/** A setting that stops the start: which variable, and why. */
export class ConfigError extends Error {}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const LOOPBACK = new Set(['127.0.0.1', '::1'])

function wrong(name: string, why: string): never {
  throw new ConfigError(`${name} ${why}.`)
}

function url(name: string, value: string, protocols: readonly string[]): URL {
  if (!URL.canParse(value)) wrong(name, `is not a URL: ${JSON.stringify(value)}`)
  const parsed = new URL(value)
  if (!protocols.includes(parsed.protocol))
    wrong(
      name,
      `must start with ${protocols.map((each) => each + '//').join(' or ')}, not ${parsed.protocol}//`,
    )
  return parsed
}

/**
 * Reads and checks the environment once, at boot; nobody else reads `process.env`. Throws `ConfigError`
 * with a sentence that says which variable is wrong and why. README has the same table.
 */
export function readConfig(mode: Config['mode'], env: NodeJS.ProcessEnv = process.env): Config {
  const value = (name: string) => env[name]?.trim() || null

  const portText = value('PORT') ?? '8080'
  const port = Number(portText)
  if (!/^\d{1,5}$/.test(portText) || port > 65_535)
    wrong('PORT', `must be a number from 0 to 65535, not ${portText}`)

  // By number: `localhost` may be two addresses, and sockets would be upgraded on one of them only.
  const host =
    value('HOST')?.replace(/^localhost$/, '127.0.0.1') ?? (mode === 'own' ? '0.0.0.0' : '127.0.0.1')
  if (/[\s/]/.test(host)) wrong('HOST', `is not a host name or address: ${JSON.stringify(host)}`)
  if (mode === 'demo') {
    if (env['NODE_ENV'] === 'production')
      wrong('NODE_ENV', 'is production: the demonstration refuses to run there')
    if (!LOOPBACK.has(host))
      wrong('HOST', `is ${host}: the demonstration listens on this computer only (127.0.0.1)`)
  }

  const publicUrl = url('PUBLIC_URL', value('PUBLIC_URL') ?? `http://localhost:${port}`, ['http:', 'https:'])
  if (publicUrl.pathname !== '/') wrong('PUBLIC_URL', `must not have a path: ${publicUrl.pathname}`)

  const databaseUrl = value('DATABASE_URL')
  if (databaseUrl) url('DATABASE_URL', databaseUrl, ['postgres:', 'postgresql:'])
  const redisUrl = value('REDIS_URL')
  if (redisUrl) url('REDIS_URL', redisUrl, ['redis:', 'rediss:'])
  const smtpUrl = value('SMTP_URL')
  if (smtpUrl) url('SMTP_URL', smtpUrl, ['smtp:', 'smtps:'])

  const browser = value('CHROMIUM')
  if (browser && browser !== 'none' && !existsSync(browser)) wrong('CHROMIUM', `is not there: ${browser}`)
  const chromium = browser === 'none' ? null : (browser ?? BROWSERS.find((each) => existsSync(each)) ?? null)

  const level = value('LOG_LEVEL') ?? (mode === 'own' ? 'info' : 'warn')
  const logLevel =
    LEVELS.find((each) => each === level) ??
    wrong('LOG_LEVEL', `must be one of ${LEVELS.join(', ')}, not ${level}`)

  const dataDir = resolve(value('DATA_DIR') ?? (mode === 'demo' ? 'demo-data' : 'data'))
  return { mode, port, host, publicUrl, dataDir, databaseUrl, redisUrl, logLevel, smtpUrl, chromium }
}
