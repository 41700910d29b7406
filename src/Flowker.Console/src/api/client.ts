import createClient, { type Middleware } from 'openapi-fetch';
import { readJson } from './json';
import { Problem, problemOf } from './problem';
import type { components, paths } from './schema';
import { currentKey, refuse } from './session';

export type Schemas = components['schemas'];

const authentication: Middleware = {
  onRequest({ request }) {
    const key = currentKey();
    if (key !== null) {
      request.headers.set('X-API-Key', key);
    }
    return request;
  },
  onResponse({ request, response }) {
    if (response.status === 401) {
      refuse(request.headers.get('X-API-Key'));
    }
  },
};

const client = createClient<paths>({ baseUrl: '', cache: 'no-store' });
client.use(authentication);

type Answer = { data?: unknown; error?: unknown; response: Response };

/**
 * Gives what a call answers, read without losing digits. Throws a `Problem` when the service refuses or does not answer.
 * The type is named by the caller, which knows the route.
 */
export async function read<T>(call: (api: typeof client) => Promise<Answer>): Promise<T> {
  let answer: Answer;
  try {
    answer = await call(client);
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') {
      throw failure;
    }
    throw new Problem(0, '', '', '', null);
  }
  if (!answer.response.ok) {
    throw problemOf(answer.response, answer.error);
  }
  return readJson(typeof answer.data === 'string' ? answer.data : 'null') as T;
}
