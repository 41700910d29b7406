/** The ranges of the time strip: how far back, and in buckets of what. Days are thirty bars, the rest fewer than seventy. */
export const ranges = {
  '1h': { bucket: 'minute', length: 60_000, buckets: 60 },
  '24h': { bucket: 'hour', length: 3_600_000, buckets: 24 },
  '7d': { bucket: 'hour', length: 3_600_000, buckets: 168 },
  '30d': { bucket: 'day', length: 86_400_000, buckets: 30 },
} as const;

export type RangeName = keyof typeof ranges;

export const rangeOf = (name: string | undefined): RangeName => (name !== undefined && Object.hasOwn(ranges, name) ? (name as RangeName) : '24h');

/** The bounds of the strip around the present, in whole buckets, so that a second later the same question is asked. */
export function boundsOf(name: RangeName, now: number): { readonly from: string; readonly to: string } {
  const { length, buckets } = ranges[name];
  const end = Math.floor(now / length) * length;
  return { from: new Date(end - (buckets - 1) * length).toISOString(), to: new Date(end).toISOString() };
}
