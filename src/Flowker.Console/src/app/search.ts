/** The URL is the view: each filter, selection and tab stands there as plain text. */
export function parseSearch(text: string): Record<string, string> {
  const search: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    search[name] = value;
  }
  return search;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const named = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== '');
  const text = new URLSearchParams(named).toString();
  return text === '' ? '' : `?${text}`;
}

/** Keeps of a URL what a page knows; the rest is dropped, not guessed at. */
export function pick<Name extends string>(names: readonly Name[]): (search: Record<string, unknown>) => { [name in Name]?: string } {
  return (search) => {
    const known: { [name in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string' && value !== '') {
        known[name] = value;
      }
    }
    return known;
  };
}
