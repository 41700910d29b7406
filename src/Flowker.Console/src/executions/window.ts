import type { Execution, ExecutionPage } from '../api/executions';
import { pageSize } from '../api/executions';

/** A page's place in the whole list: its number, and the cursor that it is asked for with. */
export type PagePlace = { readonly number: number; readonly cursor: string | null };

export const firstPlace: PagePlace = { number: 0, cursor: null };

/** A window of pages over a list of any length. Pages before and after it are asked for when they come into view. */
export type ListWindow = { readonly pages: readonly ExecutionPage[]; readonly places: readonly PagePlace[] };

/** The first row that is loaded, by its place in the whole list. */
export const firstRow = (window: ListWindow): number => (window.places[0]?.number ?? 0) * pageSize;

/** How many rows are known to be: those before the window, those in it. */
export const rowCount = (window: ListWindow): number =>
  firstRow(window) + window.pages.reduce((count, page) => count + page.items.length, 0);

/** The row at a place in the whole list; undefined where its page is not loaded. */
export function rowAt(window: ListWindow, index: number): Execution | undefined {
  const page = Math.floor(index / pageSize) - (window.places[0]?.number ?? 0);
  return window.pages[page]?.items[index % pageSize];
}

/** What of the newest page the window does not show yet; `atLeast` when nothing of the page is known. */
export function newRows(window: ListWindow, head: ExecutionPage): { readonly count: number; readonly atLeast: boolean } {
  const newest = window.pages[0]?.items[0];
  if (firstRow(window) > 0) {
    return { count: 0, atLeast: false };
  }
  if (newest === undefined) {
    return { count: head.items.length, atLeast: false };
  }
  const place = head.items.findIndex((row) => row.executionId === newest.executionId);
  return place < 0 ? { count: head.items.length, atLeast: true } : { count: place, atLeast: false };
}
