/** A refusal or a failure of the service, or none of its answers at all (`status` 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    message: string,
    readonly requestId: string | null,
  ) {
    super(message);
    this.name = 'Problem';
  }

  /** No answer came: the service is away, or the network. What is shown stays, and is asked for again. */
  get isUnreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** Reads the service's error shape; another body (a proxy's page) gives a problem without a code. */
export function problemOf(response: Response, body: unknown): Problem {
  const members = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string): string => (typeof members[name] === 'string' ? members[name] : '');
  return new Problem(
    response.status,
    text('code'),
    text('title') || response.statusText,
    text('message'),
    response.headers.get('X-Request-Id'),
  );
}
