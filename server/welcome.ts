import type { Kit } from './lib/kit.ts'
import { firstAdministratorLink } from './people/first-administrator.ts'

/** What the terminal says once the server listens: where to go, and in an empty region how to begin. */
export async function welcome(kit: Kit): Promise<string> {
  const { publicUrl, mode, dataDir, databaseUrl } = kit.config
  const lines = [`Veche is ready: ${publicUrl.href}`, `  data: ${databaseUrl ? 'PostgreSQL' : dataDir}`]
  if (mode === 'demo')
    lines.push(`  sign in as anybody of the demonstration region: ${publicUrl.href}sign-in`)
  else {
    const link = await firstAdministratorLink(kit)
    if (link)
      lines.push('  nobody administers this region yet; open this link once, within a day:', `  ${link}`)
  }
  return lines.map((line) => line + '\n').join('')
}
