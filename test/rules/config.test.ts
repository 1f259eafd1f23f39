import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../../server/config.ts'

describe('configuration', () => {
  test('an empty environment is enough', () => {
    const config = readConfig('own', {})
    expect(config).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      databaseUrl: null,
      smtpUrl: null,
      logLevel: 'info',
    })
    expect(config.publicUrl.href).toBe('http://localhost:8080/')
  })

  test('every variable is read', () => {
    const config = readConfig('own', {
      PORT: '9000',
      HOST: '10.0.0.1',
      PUBLIC_URL: 'https://veche.example.org',
      DATA_DIR: '/var/lib/veche',
      DATABASE_URL: 'postgresql://veche@db/veche',
      REDIS_URL: 'redis://cache',
      LOG_LEVEL: 'debug',
      SMTP_URL: 'smtps://mail',
      CHROMIUM: 'none',
    })
    expect(config).toEqual({
      mode: 'own',
      port: 9000,
      host: '10.0.0.1',
      publicUrl: new URL('https://veche.example.org'),
      dataDir: '/var/lib/veche',
      databaseUrl: 'postgresql://veche@db/veche',
      redisUrl: 'redis://cache',
      logLevel: 'debug',
      smtpUrl: 'smtps://mail',
      chromium: null,
    })
  })

  test.each([
    [{ PORT: 'http' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ HOST: 'http://x' }, 'HOST'],
    [{ PUBLIC_URL: 'veche.example.org' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'ftp://veche.example.org' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'https://example.org/veche' }, 'PUBLIC_URL'],
    [{ DATABASE_URL: 'mysql://db' }, 'DATABASE_URL'],
    [{ REDIS_URL: 'http://cache' }, 'REDIS_URL'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ SMTP_URL: 'mail' }, 'SMTP_URL'],
    [{ CHROMIUM: '/nowhere/chromium' }, 'CHROMIUM'],
  ])('%j stops the start with a sentence that names it', (env, name) => {
    expect(() => readConfig('own', env)).toThrow(ConfigError)
    expect(() => readConfig('own', env)).toThrow(name)
  })

  test.each([{ NODE_ENV: 'production' }, { HOST: '0.0.0.0' }, { HOST: '192.168.0.10' }])(
    'the demonstration does not run with %j',
    (env) => {
      expect(() => readConfig('own', env)).not.toThrow()
      expect(() => readConfig('demo', env)).toThrow(ConfigError)
    },
  )
})
