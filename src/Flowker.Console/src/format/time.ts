/** The one formatter of moments: ISO-like, always with the zone that was chosen. */

export type MomentDetail = 'millisecond' | 'second' | 'minute';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      timeZoneName: 'shortOffset',
    });
    formats.set(zone, format);
  }
  return format;
}

/** `2026-11-30 13:36:56.059 UTC`, or `… GMT+5:30`; `date: false` leaves the day out. */
export function formatMoment(moment: string | number | Date, zone: string, detail: MomentDetail = 'millisecond', date = true): string {
  const parts = new Map<string, string>();
  for (const part of formatOf(zone).formatToParts(new Date(moment))) {
    parts.set(part.type, part.value);
  }
  const part = (name: string): string => parts.get(name) ?? '';
  const time =
    `${part('hour')}:${part('minute')}` +
    (detail === 'minute' ? '' : `:${part('second')}`) +
    (detail === 'millisecond' ? `.${part('fractionalSecond')}` : '');
  const offset = /^GMT([+-]0)?$/.test(part('timeZoneName')) ? 'UTC' : part('timeZoneName');
  return `${date ? `${part('year')}-${part('month')}-${part('day')} ` : ''}${time} ${offset}`;
}

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
