/** A stretch of time in which something was in flight, in milliseconds since the epoch. */
export type Interval = { readonly start: number; readonly end: number };

/** A gap on the axis that is drawn shorter than it was. */
export type Squeezed = { readonly at: number; readonly start: number; readonly end: number };

/** Maps moments to 0…1. */
export type TimeScale = { readonly place: (moment: number) => number; readonly squeezed: readonly Squeezed[] };

/**
 * The axis of a run from `start` to `end`. With `squeeze`, what is longer than a twentieth of all that was busy, and in which
 * nothing was in flight, is drawn as a twentieth: one late retry does not flatten all before it.
 */
export function timeScale(start: number, end: number, busy: readonly Interval[], squeeze: boolean): TimeScale {
  const stop = Math.max(end, start + 1);
  const pieces = piecesOf(start, stop, busy);
  const working = pieces.reduce((sum, piece) => sum + (piece.busy ? piece.end - piece.start : 0), 0);
  const longest = Math.max(1, working / 20);
  const drawn = pieces.map((piece) => {
    const length = piece.end - piece.start;
    return { ...piece, width: squeeze && !piece.busy ? Math.min(length, longest) : length };
  });
  const whole = drawn.reduce((sum, piece) => sum + piece.width, 0);
  let at = 0;
  const placed = drawn.map((piece) => {
    const begin = at;
    at += piece.width / whole;
    return { ...piece, from: begin, to: at };
  });
  return {
    place: (moment) => {
      const inside = Math.min(stop, Math.max(start, moment));
      const piece = placed.find((candidate) => inside <= candidate.end) ?? placed.at(-1);
      return piece === undefined ? 0 : piece.from + ((inside - piece.start) / (piece.end - piece.start)) * (piece.to - piece.from);
    },
    squeezed: placed
      .filter((piece) => piece.width < piece.end - piece.start)
      .map((piece) => ({ at: (piece.from + piece.to) / 2, start: piece.start, end: piece.end })),
  };
}

type Piece = Interval & { readonly busy: boolean };

function piecesOf(start: number, end: number, busy: readonly Interval[]): readonly Piece[] {
  const inside = busy
    .map((one) => ({ start: Math.max(start, one.start), end: Math.min(end, one.end) }))
    .filter((one) => one.end > one.start)
    .sort((a, b) => a.start - b.start);
  const pieces: Piece[] = [];
  let reached = start;
  for (const one of inside) {
    if (one.start > reached) {
      pieces.push({ start: reached, end: one.start, busy: false });
    }
    if (one.end > reached) {
      pieces.push({ start: Math.max(one.start, reached), end: one.end, busy: true });
      reached = one.end;
    }
  }
  if (reached < end) {
    pieces.push({ start: reached, end, busy: false });
  }
  return pieces;
}
