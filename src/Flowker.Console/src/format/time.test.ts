import { describe, expect, it } from 'vitest';
import { formatMoment } from './time';

describe('moments', () => {
  it('are written in the zone that was chosen, and name it', () => {
    expect(formatMoment('2026-11-30T13:36:56.059821Z', 'UTC')).toBe('2026-11-30 13:36:56.059 UTC');
    expect(formatMoment('2026-11-30T20:00:00Z', 'Asia/Kolkata')).toBe('2026-12-01 01:30:00.000 GMT+5:30');
  });

  it('tell the two hours of a night of summer time apart', () => {
    expect(formatMoment('2026-10-25T00:30:00Z', 'Europe/Berlin', 'minute')).toBe('2026-10-25 02:30 GMT+2');
    expect(formatMoment('2026-10-25T01:30:00Z', 'Europe/Berlin', 'minute')).toBe('2026-10-25 02:30 GMT+1');
  });

  it('leave the day out when told so', () => {
    expect(formatMoment('2026-11-30T00:00:05Z', 'UTC', 'second', false)).toBe('00:00:05 UTC');
  });
});
