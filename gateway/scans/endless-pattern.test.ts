import { expect, test } from 'vitest';
import { isEndless } from './endless-pattern.ts';

test.each([
  String.raw`^2\d{13}$`,
  String.raw`^(?:TV|VV)\.?\d{4,}$`,
  String.raw`^[+*(|)]+$`,
  String.raw`^\(\d+\)+$`,
  String.raw`^(\d{4})+$`,
  String.raw`^\p{L}+-(\d+).*$`,
  String.raw`^(?<n>\d+)$`,
])('SE51 %s comes to an end', (pattern) => {
  expect(isEndless(pattern)).toBe(false);
});

test.each([
  String.raw`^(\d+)+$`,
  String.raw`^(?:\d*)*x$`,
  String.raw`^(a|a)+$`,
  String.raw`^((ab)*c|d){2,}$`,
  String.raw`^(x(\d+)y)*$`,
  String.raw`^\d*\d*\d*\d*x$`,
])('SE51 %s may not', (pattern) => {
  expect(isEndless(pattern)).toBe(true);
});
