import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumLaunch } from './scripts/browser.ts';
import { keepCompiled } from './scripts/compile-cache.ts';
import {
  gatewayGone,
  gatewayHangUp,
  gatewayHeard,
  gatewayListen,
  gatewaySay,
} from './tests/simulators/gateway-socket.ts';
import svelteConfig from './svelte.config.js';

keepCompiled();

export default defineConfig({
  test: {
    // The files wait for lines, sockets and disks far more than they compute: one worker for each
    // core, as Vitest would have it, leaves both idle.
    maxWorkers: 4,
    coverage: {
      provider: 'v8',
      include: ['gateway/**', 'server/**', 'kiosk/src/**'],
      reporter: ['text-summary', 'html'],
    },
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{gateway,server,install,lint,release,scripts,tests}/**/*.test.ts'],
          exclude: ['tests/e2e/**', 'node_modules/**'],
          globalSetup: ['tests/postgres.ts', 'tests/stand/template.ts'],
          // Four files share two cores, and often the machine with others: to wait is no failure. So no test has a
          // limit of its own below these.
          testTimeout: 240_000,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 90_000 } },
        },
      },
      {
        root: 'kiosk',
        plugins: [sveltekit(svelteConfig)],
        // Named here because Vite reloads a running test when it meets them on the way.
        optimizeDeps: {
          include: ['axe-core', 'bwip-js/browser', 'fast-check', 'intl-messageformat', 'zod'],
        },
        test: {
          name: 'browser',
          include: ['src/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          browser: {
            enabled: true,
            headless: true,
            commands: { gatewayGone, gatewayHangUp, gatewayHeard, gatewayListen, gatewaySay },
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunch() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
