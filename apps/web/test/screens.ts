// Draws every screen in a real Chromium, from typed fixtures, into test-results/screens: both themes, both sizes.
// `node test/screens.ts [name...] [--dark] [--1440]` draws only those. `--axe` also tells what axe finds. The API and the session socket are answered here; nothing else is faked.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type BrowserContext, chromium, type Page, type WebSocketRoute } from '@playwright/test'
import type { MachineSettings } from '@unflunk/shared/machines'
import { createServer } from 'vite'
import { docs, drills, lookUpResult, lookUpStart } from './docs-fixtures.ts'
import { exam, home, NOW } from './fixtures.ts'
import { type Screen, screens, type Unnumbered } from './screen-list.ts'

const args = process.argv.slice(2)
const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
]
const LATE = 1500 // ms
const themes = ['dark', 'light'] as const

const always = {
  '/api/machines': { memoryShare: 70, keepReady: true } satisfies MachineSettings,
  '/api/docs': docs,
  '/api/drills': drills,
  '/look-up/start': lookUpStart,
  '/look-up/finish': lookUpResult,
}

async function answer(page: Page, screen: Screen): Promise<void> {
  await page.clock.setFixedTime(NOW)
  await page.route(
    ({ pathname }) => pathname.startsWith('/api/'),
    async (route) => {
      const { pathname } = new URL(route.request().url())
      if (pathname === '/api/home') {
        if (screen.home === 'never') return
        if (screen.home === 'error') return route.fulfill({ status: 502, body: '' })
        return route.fulfill({ json: screen.home ?? home() })
      }
      const own = Object.entries({ ...always, ...screen.answers }).find(([end]) => pathname.endsWith(end))
      if (typeof own?.[1] === 'string') return route.fulfill({ body: own[1], contentType: 'text/plain' })
      if (own) return route.fulfill({ json: own[1] })
      if (/^\/api\/sessions\/[^/]+$/.test(pathname)) return route.fulfill({ json: screen.session ?? exam() })
      return route.fulfill({ json: {} })
    },
  )
  let cut = false
  const cutNow = (socket: WebSocketRoute) => {
    cut = true
    void socket.close()
  }
  await page.routeWebSocket(/\/api\/sessions\/[^/]+\/socket/, (socket) => {
    const { session } = screen
    if (!session) return
    const events: Unnumbered[] = [{ type: 'state', session, serverNow: NOW }, ...(screen.events ?? [])]
    if (cut) return void socket.close()
    const send = (all: Unnumbered[], from: number) => {
      for (const [index, event] of all.entries()) socket.send(JSON.stringify({ ...event, seq: from + index }))
    }
    send(events, 1)
    const { late } = screen
    if (late) setTimeout(() => (late === 'cut' ? cutNow(socket) : send(late, events.length + 1)), LATE)
  })
}

/** Contrast, names, roles: what axe can tell of the page as it is drawn. */
async function judge(page: Page, name: string): Promise<void> {
  if (!args.includes('--axe')) return
  const { violations } = await new AxeBuilder({ page }).exclude('.xterm').analyze()
  for (const { id, help, nodes } of violations) {
    console.log(`${name}: ${id}: ${help}\n  ${nodes.map((node) => `${node.target.join(' ')}  ${node.any[0]?.message ?? ''}`).join('\n  ')}`)
  }
}

async function draw(context: BrowserContext, base: string, screen: Screen, file: string): Promise<void> {
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(`${screen.name}: ${error.message}`))
  page.on(
    'console',
    (message) =>
      message.type() === 'error' &&
      !/502|NETWORK_CHANGED|terminals/.test(message.text()) &&
      console.error(`${screen.name}: ${message.text()}`),
  )
  await answer(page, screen)
  // Chromium cuts requests while containers' networks come and go on this machine: then the page is opened again.
  let cut = true
  page.on('requestfailed', () => {
    cut = true
  })
  for (let attempt = 0; cut && attempt < 6; attempt += 1) {
    cut = false
    await page.goto(base + screen.path, { waitUntil: 'load' }).catch(() => {
      cut = true
    })
    await page.evaluate(() => document.fonts.ready)
    // The loading face comes late on purpose: it is drawn when nothing else comes.
    await page
      .locator('h1, h2')
      .first()
      .waitFor({ timeout: 5000 })
      .catch(() => {})
    await page.waitForTimeout(500)
  }
  await screen.act?.(page)
  await page.waitForTimeout(screen.late ? LATE : 400)
  await judge(page, screen.name)
  await page.screenshot({ path: file, fullPage: /^\/($|results\/|history)/.test(screen.path) && !screen.act })
  await page.close()
}

const wanted = args.filter((arg) => !arg.startsWith('--'))
/** `--dark --1440` leaves the other theme and size out. */
const leftOut = (choice: string, all: readonly string[]) => all.some((one) => args.includes(`--${one}`)) && !args.includes(`--${choice}`)
const out = join(import.meta.dirname, '..', 'test-results', 'screens')
mkdirSync(out, { recursive: true })
const server = await createServer({
  root: join(import.meta.dirname, '..'),
  server: { port: 0, strictPort: false },
  logLevel: 'error',
})
await server.listen()
const base = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? ''
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-dev-shm-usage'],
})
try {
  for (const theme of themes) {
    for (const viewport of sizes) {
      const widths = sizes.map(({ width }) => String(width))
      if (leftOut(theme, themes) || leftOut(String(viewport.width), widths)) continue
      const context = await browser.newContext({ viewport, colorScheme: theme })
      for (const screen of screens) {
        if (wanted.length > 0 && !wanted.includes(screen.name)) continue
        await draw(context, base, screen, join(out, `${screen.name}-${theme}-${viewport.width}.png`))
      }
      await context.close()
    }
  }
} finally {
  await browser.close()
  await server.close()
}
