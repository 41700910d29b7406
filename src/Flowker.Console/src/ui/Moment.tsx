import { formatMoment, type MomentDetail } from '../format/time';
import { usePreferences } from './preferences';

/** A moment in the zone that was chosen. */
export function Moment({ at, detail = 'millisecond', date = true }: { readonly at: string; readonly detail?: MomentDetail; readonly date?: boolean }) {
  const { zone } = usePreferences();
  return <time dateTime={at}>{formatMoment(at, zone, detail, date)}</time>;
}
