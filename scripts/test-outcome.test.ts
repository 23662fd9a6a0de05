import { expect, test } from 'vitest';
import { both, closingLines, ofPlaywright, ofVitest } from './test-outcome.ts';

const vitest = {
  ...{ numPassedTests: 8, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 },
  testResults: [
    {
      ...{ name: '/there/tests/a.test.ts', status: 'failed', message: '' },
      assertionResults: [
        { fullName: 'A1 it holds', status: 'passed', failureMessages: [] },
        {
          ...{ fullName: 'A2 it does not', status: 'failed' },
          failureMessages: ['\u001b[31mError\u001b[39m: expected 1 to be 2\n    at somewhere'],
        },
      ],
    },
  ],
};
const passed = { title: 'B1 it holds', ok: true, file: 'b.spec.ts', tests: [] };
const playwright = {
  stats: { expected: 3, unexpected: 1, flaky: 0, skipped: 4 },
  errors: [],
  suites: [
    {
      specs: [passed],
      suites: [
        {
          specs: [
            {
              ...{ title: 'B2 it does not', ok: false, file: 'b.spec.ts' },
              tests: [{ results: [{ errors: [{ message: 'Error: no such heading\nCall log' }] }] }],
            },
          ],
        },
      ],
    },
  ],
};

test('what failed is named before the counts, with the first line of why', () => {
  const outcome = both(ofVitest(vitest, '/there'), ofPlaywright(playwright));
  expect(closingLines(outcome)).toEqual([
    'failed: tests/a.test.ts › A2 it does not › Error: expected 1 to be 2',
    'failed: b.spec.ts › B2 it does not › Error: no such heading',
    '11 passed, 2 failed, 6 skipped',
  ]);
});

test('where nothing failed and nothing was left out, one line is all', () => {
  const all = { passed: 3, failed: 0, skipped: 0, failures: [] };
  expect(closingLines(all)).toEqual(['3 passed, 0 failed']);
});

test('a file that does not load is a failure, though no test of it is', () => {
  const unloaded = {
    ...{
      name: '/there/c.test.ts',
      status: 'failed',
      message: 'SyntaxError: no',
      assertionResults: [],
    },
  };
  const report = { ...vitest, numFailedTests: 0, testResults: [unloaded] };
  const outcome = ofVitest(report, '/there');
  expect(outcome.failed).toBe(1);
  expect(outcome.failures).toEqual(['c.test.ts › does not run › SyntaxError: no']);
});

test('what went wrong outside of any test fails the run', () => {
  const outcome = ofPlaywright({ ...playwright, suites: [], errors: [{ message: 'no browser' }] });
  expect(outcome.failed).toBe(2);
  expect(outcome.failures).toEqual(['playwright › outside of any test › no browser']);
});
