import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { boundaries } from './lint/boundaries.js';
import { PURE, zones } from './lint/zones.js';
import svelteConfig from './svelte.config.js';

const clock = 'a pure file is told the time: take `now` as a parameter';
const outside = 'a pure file does no I/O: return an effect for somebody else to carry out';
const notInPureFiles = Object.entries({
  Date: clock,
  performance: clock,
  setTimeout: clock,
  setInterval: clock,
  setImmediate: clock,
  queueMicrotask: clock,
  process: outside,
  fetch: outside,
  WebSocket: outside,
  console: outside,
  crypto: outside,
  Buffer: 'a pure file works on Uint8Array: Buffer is Node’s',
}).map(([name, message]) => ({ name, message }));

export default ts.config(
  {
    ignores: [
      'node_modules/',
      '**/.svelte-kit/',
      'build/',
      'data/',
      'coverage/',
      'kiosk/node_modules/',
      'test-results/',
      'playwright-report/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    plugins: { project: { rules: { boundaries } } },
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
    rules: {
      'project/boundaries': ['error', { root: import.meta.dirname, zones }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'no-undef': 'off',
      'no-console': 'error',
      'max-lines': ['warn', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['kiosk/**'],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
  },
  {
    files: PURE,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...notInPureFiles],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'a pure file is told its ids' },
      ],
    },
  },
  { files: ['scripts/**', 'tests/**', '**/main.ts', '**/cli/**'], rules: { 'no-console': 'off' } },
);
