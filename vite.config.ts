import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig, type Plugin } from 'vite'

// Chrome 109 is the last one for Windows 7 and 8.1, which offices in the region still have.
const browsers = ['chrome109', 'firefox115', 'safari16.4']

/** Vite reloads what the browser has loaded as modules; most of our pages load none. */
const reloadPlainPages: Plugin = {
  name: 'veche:reload-plain-pages',
  hotUpdate({ file, server }) {
    const { client } = server.environments
    if (this.environment.name === 'ssr' && !client.moduleGraph.getModulesByFile(file))
      client.hot.send({ type: 'full-reload' })
  },
}

export default defineConfig({
  plugins: [
    reloadPlainPages,
    sveltekit({
      adapter: adapter({ out: 'build', precompress: true }),
      // Kit calls `files` deprecated but honours it; the tree of the house is worth the warning.
      files: {
        src: 'client',
        assets: 'client/static',
        routes: 'client/routes',
        appTemplate: 'client/app.html',
        errorTemplate: 'client/error.html',
        serviceWorker: 'client/service-worker',
        hooks: { server: 'client/hooks.server' },
      },
      // Registered by the pages that are worth keeping; most load no script at all.
      serviceWorker: { register: false },
      // An offline page is shown at any depth, so its addresses may not be relative.
      paths: { relative: false },
      // With 600 ms to the server a stylesheet of its own costs more than carrying its 3 kB along with every page.
      inlineStyleThreshold: 32_768,
      csp: {
        mode: 'auto',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // Kit and the editor set style attributes; an attribute cannot load anything from elsewhere.
          'style-src-attr': ['unsafe-inline'],
          'img-src': ['self', 'data:'],
          'connect-src': ['self', 'ws:', 'wss:'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
    }),
  ],
  build: { target: browsers, cssTarget: browsers },
})
