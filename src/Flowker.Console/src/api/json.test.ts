import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson, writeJson } from './json';

describe('JSON without loss', () => {
  it.each(['9007199254740993', '4.50', '1e400', '-0', '1152921504606846976', '0.1', '1E+2'])('keeps the digits of %s', (digits) => {
    expect(writeJson(readJson(`{"n":${digits}}`))).toBe(`{\n  "n": ${digits}\n}`);
  });

  it('reads small numbers as numbers', () => {
    expect(readJson('{"n":42,"m":-1.5}')).toEqual({ n: 42, m: -1.5 });
  });

  it('gives back any document that JavaScript wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(writeJson(readJson(text)))).toEqual(JSON.parse(text));
      }),
    );
  });
});
