import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig, type Plugin } from 'vite'

/** Writes each script and style also as the server sends it, so that the server never compresses. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [fileName, output] of Object.entries(bundle)) {
          if (!/\.(?:js|css)$/.test(fileName)) continue
          const bytes = Buffer.from(output.type === 'chunk' ? output.code : output.source)
          this.emitFile({
            type: 'asset',
            fileName: `${fileName}.br`,
            source: brotliCompressSync(bytes),
          })
          this.emitFile({
            type: 'asset',
            fileName: `${fileName}.gz`,
            source: gzipSync(bytes, { level: 9 }),
          })
        }
      },
    },
  }
}

export default defineConfig({
  base: '/dashboard/',
  plugins: [react(), compressed()],
  resolve: { conditions: ['posthorn-source', ...defaultClientConditions] },
  build: {
    // The Content Security Policy allows no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  // For `npm run dev` here, beside a server that runs.
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
})
