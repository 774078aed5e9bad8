import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  // Real clusters on one engine: one story after the other.
  workers: 1,
  fullyParallel: false,
  // As in the contract suites: what fails twice is broken.
  retries: 1,
  timeout: 20 * 60_000,
  expect: { timeout: 30_000 },
  outputDir: '../.cache/e2e',
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: {
      // Debian's Chromium: Playwright's own download is not needed.
      executablePath: process.env.UNFLUNK_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
      ],
    },
  },
})
