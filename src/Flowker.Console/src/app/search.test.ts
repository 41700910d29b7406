import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseSearch, pick, stringifySearch } from './search';

it('reads what it wrote, whatever stands in a filter', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(fc.record({ status: text, key: text }), (search) => {
      expect(parseSearch(stringifySearch(search))).toEqual(search);
    }),
  );
});

it('leaves out what says nothing, and drops what the page does not know', () => {
  expect(stringifySearch({ status: '', key: undefined })).toBe('');
  expect(pick(['status'])({ status: 'failed', other: 'x' })).toEqual({ status: 'failed' });
});
