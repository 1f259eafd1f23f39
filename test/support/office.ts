import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const INSTALLED = ['/usr/bin/soffice', '/usr/bin/libreoffice', '/opt/libreoffice/program/soffice']

/** The LibreOffice of this machine; null where there is none. */
export const findOffice = (): string | null => INSTALLED.find((each) => existsSync(each)) ?? null

/** What LibreOffice makes of a file, in a place and with settings of its own. */
export async function openedInOffice(
  office: string,
  bytes: Uint8Array,
  from: string,
  to: string,
): Promise<Buffer> {
  const place = mkdtempSync(join(tmpdir(), 'veche-office-'))
  try {
    writeFileSync(join(place, `file.${from}`), bytes)
    await promisify(execFile)(
      office,
      ['--headless', `-env:UserInstallation=file://${place}/settings`, '--convert-to', to, '--outdir', join(place, 'made'), join(place, `file.${from}`)], // prettier-ignore
      { timeout: 60_000 },
    )
    return readFileSync(join(place, 'made', `file.${to.split(':')[0]}`))
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
