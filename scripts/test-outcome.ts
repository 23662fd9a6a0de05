/** What a run of the tests came to, from the reports of Vitest and Playwright, which say it in different words. */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Where, which one, and the first line of why. */
  readonly failures: readonly string[];
}

export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

interface PlaywrightError {
  readonly message?: string;
}
interface PlaywrightSuite {
  readonly specs: readonly {
    readonly title: string;
    readonly ok: boolean;
    readonly file: string;
    readonly tests: readonly {
      readonly results: readonly { readonly errors: readonly PlaywrightError[] }[];
    }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
}
export interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  /** Of no test: a stand that did not start, a file that does not load. */
  readonly errors: readonly PlaywrightError[];
  readonly suites: readonly PlaywrightSuite[];
}

/** @param folder against which files are named */
export function ofVitest(report: VitestReport, folder: string): Outcome {
  const failures = report.testResults.flatMap(({ assertionResults, message, name, status }) => {
    const file = relative(folder, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    // A file that does not even load has no failed test.
    if (status === 'failed' && failed.length === 0) return [lineOf(file, 'does not run', message)];
    return failed.map(({ failureMessages, fullName }) =>
      lineOf(file, fullName, failureMessages[0]),
    );
  });
  return {
    passed: report.numPassedTests,
    failed: Math.max(report.numFailedTests, failures.length),
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

export function ofPlaywright({ errors, stats, suites }: PlaywrightReport): Outcome {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures: [
      ...suites.flatMap(failuresIn),
      ...errors.map(({ message }) => lineOf('playwright', 'outside of any test', message)),
    ],
  };
}

function failuresIn({ specs, suites = [] }: PlaywrightSuite): readonly string[] {
  const own = specs
    .filter(({ ok }) => !ok)
    .map(({ file, tests, title }) => {
      const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.errors));
      return lineOf(file, title, errors[0]?.message);
    });
  return [...own, ...suites.flatMap(failuresIn)];
}

const lineOf = (file: string, title: string, why = ''): string => {
  const [first = ''] = stripVTControlCharacters(why).trim().split('\n');
  return [file, title, first].filter((part) => part !== '').join(' › ');
};

export const both = (one: Outcome, other: Outcome): Outcome => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
  failures: [...one.failures, ...other.failures],
});

/** The counts stand last, so that whoever sees only the end sees them; before them what failed, which else stands far above. */
export function closingLines({ failed, failures, passed, skipped }: Outcome): readonly string[] {
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return [...failures.map((failure) => `failed: ${failure}`), counts];
}
