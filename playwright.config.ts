import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './scripts/browser.ts';
import { keepCompiled } from './scripts/compile-cache.ts';

keepCompiled();

/** Whole-system tests in a real browser: each starts its own stand on free ports, so nothing is shared. */
export default defineConfig({
  globalSetup: './tests/stand/template.ts',
  testDir: 'tests/e2e',
  outputDir: 'test-results/e2e',
  // A stand takes half a minute to start where the machine is shared with many: to wait is no failure.
  timeout: 240_000,
  expect: { timeout: 45_000 },
  workers: 2,
  retries: 0,
  reporter: [['list'], ['json', { outputFile: 'test-results/counts/playwright.json' }]],
  use: {
    launchOptions: chromiumLaunch(),
    viewport: { width: 1080, height: 1920 },
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    trace: 'retain-on-failure',
    video: 'off',
  },
});
