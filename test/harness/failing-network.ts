/** A network between a client and the HTTP API that fails by a seeded schedule, in each way that a client can meet. */
import { createRandom } from '../../local/random.ts';

export const networkOutcomes = [
  'stored',
  'lost request',
  'status 503',
  'status 429',
  'lost response',
  'timeout after the request was accepted',
] as const;
export type NetworkOutcome = (typeof networkOutcomes)[number];

export interface FailingNetwork {
  readonly fetch: typeof fetch;
  /** Requests by what became of them: of those that reached the API, also its own answers, such as `API 429`. */
  readonly counts: ReadonlyMap<string, number>;
}

/** `share`: of the requests that fail, from 0 to 1. */
export function createFailingNetwork(seed: number, share: number): FailingNetwork {
  const random = createRandom(seed);
  const counts = new Map<string, number>();
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const ways = networkOutcomes.slice(1);

  async function send(url: string | URL | Request, init?: RequestInit): Promise<Response> {
    const drawn = random();
    const outcome = drawn < share ? (ways[Math.floor((drawn / share) * ways.length)] ?? 'stored') : 'stored';
    if (outcome !== 'stored') count(outcome);
    if (outcome === 'lost request') throw new TypeError('fetch failed');
    if (outcome === 'status 503') return new Response('', { status: 503 });
    if (outcome === 'status 429') return new Response('', { status: 429, headers: { 'retry-after': '1' } });
    const response = await fetch(url, init);
    count(`API ${response.status}`);
    if (outcome === 'stored') return response;
    await response.arrayBuffer();
    throw outcome === 'lost response'
      ? new TypeError('terminated')
      : new DOMException('The operation was aborted.', 'AbortError');
  }
  return { fetch: send as typeof fetch, counts };
}
