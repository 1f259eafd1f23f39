import type { Kept } from './kept.ts'
import { offline } from '../texts/offline.ts'

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!)

/** Instead of the browser's own error page: says what can be read and written now. */
export function noConnection(pages: readonly Kept[]): Response {
  const locale = pages[0]?.locale ?? 'ru'
  const t = offline[locale]
  const items = pages.map(({ path, title }) => `<li><a href="${escaped(path)}">${escaped(title)}</a></li>`)
  const body = `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${t.title}</title>
<style>
  :root { color-scheme: light dark }
  body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1.125rem/1.5 system-ui, sans-serif }
  a { display: inline-block; padding: .5rem 0 }
</style>
<main>
<h1>${t.title}</h1>
<p>${t.lead}</p>
${items.length > 0 ? `<h2>${t.kept}</h2><ul>${items.join('')}</ul>` : ''}
<p><a href="">${t.again}</a></p>
</main>
</html>`
  return new Response(body, { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } })
}
