import { LosslessNumber, parse, stringify } from 'lossless-json';

// Numbers of payloads keep their digits: 4.50 and 9007199254740993 are read as they were written. A number that JavaScript
// holds exactly, and writes the same way, is an ordinary one.
function readNumber(text: string): number | LosslessNumber {
  const value = Number(text);
  return String(value) === text ? value : new LosslessNumber(text);
}

/** Reads JSON without losing digits. Throws SyntaxError on text that is no JSON. */
export function readJson(text: string): unknown {
  return parse(text, undefined, readNumber);
}

/** Writes what `readJson` read, digits and all, in lines. */
export function writeJson(value: unknown): string {
  return stringify(value, undefined, 2) ?? '';
}
