import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { CONSOLE_URL, STATE_FILE } from './src/product';

const root = path.resolve(import.meta.dirname, '../..');

/** One real product (database, server, worker, console) on ports of its own, one real Chromium, journeys one after another. */
export default defineConfig({
  testDir: './src',
  outputDir: path.join(root, 'reports/e2e-results'),
  globalSetup: './src/start-product.ts',
  globalTeardown: './src/stop-product.ts',
  workers: 1,
  fullyParallel: false,
  forbidOnly: !!process.env.CI,
  retries: 0,
  timeout: 360_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: path.join(root, 'reports/e2e.json') }]],
  use: {
    baseURL: CONSOLE_URL,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    colorScheme: 'light',
    timezoneId: 'UTC',
    // Colours halfway through a fade would be measured as poor contrast.
    contextOptions: { reducedMotion: 'reduce' },
    // what the page was at each step, for whoever reads of a failure; a film of it would cost every journey that passes
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.BELLWETHER_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  projects: [
    { name: 'first start', testMatch: /01-.*\.spec\.ts/ },
    { name: 'journeys', testMatch: /(?:0[2-9]|[1-9]\d)-.*\.spec\.ts/, dependencies: ['first start'], use: { storageState: STATE_FILE } },
  ],
});
