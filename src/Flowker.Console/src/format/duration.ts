/** How long something took: `459 ms`, `12.3 s`, `4 m 05 s`, `3 h 12 m`, `2 d 04 h`. Units are the same in all languages. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, Math.round(milliseconds));
  if (ms < 1000) {
    return `${ms} ms`;
  }
  if (ms < 60_000) {
    return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  }
  const [days, hours, minutes, seconds] = [
    Math.floor(ms / 86_400_000),
    Math.floor(ms / 3_600_000) % 24,
    Math.floor(ms / 60_000) % 60,
    Math.floor(ms / 1000) % 60,
  ];
  const two = (value: number): string => String(value).padStart(2, '0');
  return days > 0
    ? `${days} d ${two(hours)} h`
    : hours > 0
      ? `${hours} h ${two(minutes)} m`
      : `${minutes} m ${two(seconds)} s`;
}
