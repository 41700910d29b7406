import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeScale } from './timeScale';

const interval = fc
  .tuple(fc.integer({ min: -50, max: 10_000 }), fc.integer({ min: 0, max: 2_000 }))
  .map(([start, length]) => ({ start, end: start + length }));

describe('the axis of time', () => {
  it('goes from 0 to 1 and never back, squeezed or not', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), fc.boolean(), fc.integer({ min: 1, max: 12_000 }), (busy, squeeze, end) => {
        const scale = timeScale(0, end, busy, squeeze);
        expect(scale.place(-5)).toBe(0);
        expect(scale.place(end + 5)).toBeCloseTo(1, 9);
        let before = 0;
        for (let moment = 0; moment <= end; moment += Math.max(1, Math.floor(end / 50))) {
          const place = scale.place(moment);
          expect(place).toBeGreaterThanOrEqual(before - 1e-9);
          before = place;
        }
      }),
    );
  });

  it('draws what was in flight in true proportion, and a long wait short', () => {
    const busy = [
      { start: 0, end: 100 },
      { start: 60_100, end: 60_200 },
    ];
    const scale = timeScale(0, 60_200, busy, true);
    const width = (start: number, end: number): number => scale.place(end) - scale.place(start);
    expect(width(0, 100)).toBeCloseTo(width(60_100, 60_200), 9);
    expect(width(100, 60_100)).toBeLessThan(0.1);
    expect(scale.squeezed).toEqual([{ at: expect.closeTo(0.5, 9) as number, start: 100, end: 60_100 }]);
    expect(timeScale(0, 60_200, busy, false).squeezed).toEqual([]);
  });

  it('holds a run without length, and one in which nothing was in flight', () => {
    expect(timeScale(5, 5, [], true).place(5)).toBe(0);
    expect(timeScale(0, 100, [], true).place(50)).toBeCloseTo(0.5, 9);
  });
});
