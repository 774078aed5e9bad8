// Builds the page into apps/web/dist, which the grader serves. No inline scripts, so that a strict CSP holds.
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const GRADER = `http://127.0.0.1:${process.env.UNFLUNK_PORT ?? 7477}`

/** The theme is set by the page's script: nothing is drawn before it. Vite drops the attribute from index.html. */
const themeFirst: Plugin = {
  name: 'theme-first',
  transformIndexHtml: { order: 'post', handler: (html) => html.replace('<script type="module" crossorigin', '$& blocking="render"') },
}

export default defineConfig({
  plugins: [react(), themeFirst],
  build: {
    outDir: 'dist',
    target: 'es2023',
    // Data URLs would need `data:` in the CSP for fonts and images; files cost nothing from the same machine.
    assetsInlineLimit: 0,
    // One style sheet: a part whose styles failed to load would come back unstyled.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    // The grader's own host: its cookie, set by opening its printed address once, counts here too.
    host: '127.0.0.1',
    port: 5173,
    strictPort: true,
    // changeOrigin sets Host; the grader also checks Origin, which a browser sets to the dev server's.
    proxy: {
      '/api': {
        target: GRADER,
        changeOrigin: true,
        ws: true,
        headers: { origin: GRADER },
      },
    },
  },
})
