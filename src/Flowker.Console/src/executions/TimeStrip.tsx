import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { getTimeseries } from '../api/executions';
import { formatMoment } from '../format/time';
import { formatCount, useMessages } from '../i18n';
import { Failure } from '../ui/Failure';
import { usePreferences } from '../ui/preferences';
import { useNow } from '../ui/useNow';
import { boundsOf, type RangeName, ranges } from './ranges';
import styles from './TimeStrip.module.css';

/** Exact counts per bucket. A bar leads to what started up to its end, however many executions lie between. */
export function TimeStrip({ range, seek }: { readonly range: RangeName; readonly seek: (moment: string) => void }) {
  const messages = useMessages();
  const { zone } = usePreferences();
  const now = useNow(true);
  const { bucket, length } = ranges[range];
  const { from, to } = boundsOf(range, now);
  const strip = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState(0);
  const series = useQuery({
    queryKey: ['timeseries', bucket, from, to],
    queryFn: ({ signal }) => getTimeseries(bucket, from, to, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });
  if (series.error !== null && series.data === undefined) {
    return <Failure error={series.error} retry={() => void series.refetch()} />;
  }

  const items = series.data?.items ?? [];
  const most = Math.max(1, ...items.map((item) => item.counts.total));
  const reachable = Math.min(chosen, Math.max(0, items.length - 1));
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step === 0) {
      return;
    }
    event.preventDefault();
    const next = Math.max(0, Math.min(items.length - 1, reachable + step));
    choose(next);
    strip.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div
      ref={strip}
      role="toolbar"
      aria-label={messages.list.strip(formatMoment(from, zone, 'minute'), formatMoment(Date.parse(to) + length, zone, 'minute'))}
      className={`panel ${styles['strip'] ?? ''}`}
      onKeyDown={move}
    >
      {items.map((item, place) => {
        const { total, failed } = item.counts;
        const time = formatMoment(item.startTime, zone, 'minute');
        return (
          <button
            key={item.startTime}
            type="button"
            tabIndex={place === reachable ? 0 : -1}
            className={styles['bucket']}
            title={messages.list.bucket(time, formatCount(total), formatCount(failed))}
            aria-label={messages.list.bucket(time, formatCount(total), formatCount(failed))}
            onFocus={() => choose(place)}
            onClick={() => seek(new Date(Date.parse(item.startTime) + length).toISOString())}
          >
            <span className={styles['bar']} style={{ height: `${Math.max(total > 0 ? 2 : 0, (44 * total) / most)}px` }}>
              <span className={styles['failed']} style={{ height: total > 0 ? `${(100 * failed) / total}%` : 0 }} />
            </span>
          </button>
        );
      })}
    </div>
  );
}
