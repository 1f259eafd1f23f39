import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const folder = join(import.meta.dirname, 'verify')
const code = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Puts script and style into the page, which then loads nothing: it works from a disk and can send nothing anywhere. */
const oneFile: Plugin = {
  name: 'veche:one-file',
  generateBundle(_, bundle) {
    const read = (name: string) => readFileSync(join(folder, 'page', name), 'utf8')
    const [script] = Object.values(bundle).flatMap((each) => (each.type === 'chunk' ? [each] : []))
    const parts: Record<string, string> = {
      script: `\n${script!.code.replaceAll('</script', '<\\/script')}`,
      style: `\n${read('page.css')}`,
    }
    const policy = `default-src 'none'; script-src ${code(parts['script']!)}; style-src ${code(parts['style']!)}; img-src data:; base-uri 'none'; form-action 'none'`
    const page = read('page.html').replaceAll(/\s*%(script|style|policy)%\s*/g, (_, name: string) =>
      name === 'policy' ? policy : parts[name]!,
    )
    for (const name of Object.keys(bundle)) delete bundle[name]
    this.emitFile({ type: 'asset', fileName: 'veche-verify.html', source: page })
  },
}

/**
 * `vite build --config vite.verify.ts`: the page of the verifier, which the server shows at `/verify`. With
 * `--mode command` the command in plain JavaScript for whoever has no Node that reads TypeScript.
 */
export default defineConfig(({ mode }) => {
  const isCommand = mode === 'command'
  return {
    root: folder,
    publicDir: false,
    plugins: isCommand ? [] : [oneFile],
    build: {
      outDir: isCommand ? 'dist' : '../build/verify',
      emptyOutDir: false,
      modulePreload: false,
      target: isCommand ? 'node20' : ['chrome109', 'firefox115', 'safari16.4'],
      ssr: isCommand,
      minify: !isCommand,
      rolldownOptions: {
        input: join(folder, isCommand ? 'verify.ts' : 'page/page.ts'),
        output: { format: isCommand ? 'es' : 'iife', entryFileNames: 'verify.js' },
      },
    },
  }
})
