import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, type Rolldown } from 'vite'

type ChunkingContext = Pick<Rolldown.PluginContext, 'getModuleInfo'>

const backend = `http://127.0.0.1:${process.env.PORT ?? '8000'}`

/** Lays each asset beside itself compressed, once and as well as it goes: the server need not do it again. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      const assets = join(dir, 'assets')
      for (const name of readdirSync(assets).filter((each) => /\.(js|css|svg)$/.test(each))) {
        const path = join(assets, name)
        const content = readFileSync(path)
        writeFileSync(`${path}.br`, brotliCompressSync(content))
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
      }
    },
  }
}

/** Returns whether the entry imports a module, directly or through others, without `import()`. */
function isOfFirstLoad(id: string, graph: ChunkingContext, seen = new Set<string>()): boolean {
  if (seen.has(id)) return false
  seen.add(id)
  const module = graph.getModuleInfo(id)
  return module !== null && (module.isEntry || module.importers.some((by) => isOfFirstLoad(by, graph, seen)))
}

export default defineConfig({
  // Relative, so that one build works under any BASE_PATH: files find one another by where they lie, and in
  // the page, which has many addresses, the server writes the path to them (clueso/web).
  base: './',
  plugins: [react(), compressed()],
  // The server writes a new one into each answer (clueso/web): only scripts that bear it run.
  html: { cspNonce: 'nonce-of-this-answer' },
  build: {
    target: 'es2023',
    // A data: URL would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file holds the first load: it compresses better than several that other pages share parts of.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [{ debugName: 'first', name: (id, graph) => (isOfFirstLoad(id, graph) ? 'first' : null) }],
        },
      },
    },
  },
  server: { proxy: { '/api': backend, '/auth': { target: backend, xfwd: true } } },
})
