import { expect, it } from 'vitest';
import { formatDuration } from './duration';

it.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [1000, '1.0 s'],
  [59_999, '59.9 s'],
  [60_000, '1 m 00 s'],
  [3_599_999, '59 m 59 s'],
  [3_600_000, '1 h 00 m'],
  [86_399_999, '23 h 59 m'],
  [187_200_000, '2 d 04 h'],
  [-5, '0 ms'],
])('%d ms is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
