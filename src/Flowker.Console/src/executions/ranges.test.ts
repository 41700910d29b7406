import { expect, it } from 'vitest';
import { boundsOf, rangeOf, ranges } from './ranges';

it('asks the same question within one bucket, and holds as many as named', () => {
  const now = Date.parse('2026-11-30T13:37:56.789Z');
  expect(boundsOf('24h', now)).toEqual({ from: '2026-11-29T14:00:00.000Z', to: '2026-11-30T13:00:00.000Z' });
  expect(boundsOf('24h', now + 1000)).toEqual(boundsOf('24h', now));
  for (const [name, { length, buckets }] of Object.entries(ranges)) {
    const { from, to } = boundsOf(rangeOf(name), now);
    expect((Date.parse(to) - Date.parse(from)) / length + 1).toBe(buckets);
  }
});

it('takes a day for a range that it does not know', () => {
  expect(rangeOf('toString')).toBe('24h');
  expect(rangeOf(undefined)).toBe('24h');
});
