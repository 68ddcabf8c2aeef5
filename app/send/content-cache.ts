/** Connected content of one process: answers are used again, and a host that fails is left alone for a while. */
import type { Json } from '../../engine/base/json.ts';
import { type ContentReader, ContentUnavailableError } from '../ports/content-reader.ts';

export interface ContentCache {
  /** Throws ContentUnavailableError. `cache` and `timeLimit` in ms. */
  read(
    url: URL,
    settings: { readonly cache: number; readonly timeLimit: number; readonly retries: number },
  ): Promise<Json>;
}

/** At 64 KB each, at most 6 MB. */
const kept = 100;
/** Failed reads in a row after which a host is not called for `pause` ms. */
const mostFailures = 5;
const pause = 30_000;

/** Milliseconds before the second and the third call, at most. */
const waits = [200, 600];

export interface ContentClock {
  /** Epoch ms. */
  now(): number;
  /** In [0, 1): spreads repeated calls. */
  random(): number;
  /** Milliseconds. Default: a timer. */
  sleep?(milliseconds: number): Promise<void>;
}

interface Answer {
  readonly value: Promise<Json>;
  readonly until: number;
}

export function createContentCache(
  reader: ContentReader,
  { now, random, sleep = startTimer }: ContentClock,
): ContentCache {
  const answers = new Map<string, Answer>();
  const hosts = new Map<string, { failures: number; until: number }>();

  async function call(url: URL, timeLimit: number, retries: number): Promise<Json> {
    const host = hosts.get(url.host) ?? { failures: 0, until: 0 };
    hosts.set(url.host, host);
    if (now() < host.until) throw new ContentUnavailableError('host_paused', true);
    for (let attempt = 0; ; attempt += 1) {
      try {
        const value = await reader.read(url, timeLimit);
        host.failures = 0;
        return value;
      } catch (error) {
        const isTemporary = error instanceof ContentUnavailableError && error.isTemporary;
        const wait = isTemporary ? findWait(attempt, error.retryAfter, random()) : 0;
        if (isTemporary && attempt < retries && wait <= timeLimit) {
          await sleep(wait);
          continue;
        }
        // A wrong query is no fault of the host.
        if (isTemporary && ++host.failures >= mostFailures) {
          host.failures = 0;
          host.until = now() + pause;
        }
        throw error;
      }
    }
  }

  return {
    async read(url, { cache, timeLimit, retries }) {
      const known = answers.get(url.href);
      if (known !== undefined && now() < known.until) return known.value;
      const value = call(url, timeLimit, retries);
      const answer = { value, until: now() + cache };
      // Removed and set again, so that the oldest answer is the first of the map.
      answers.delete(url.href);
      answers.set(url.href, answer);
      const oldest = answers.keys().next();
      if (answers.size > kept && oldest.done !== true) answers.delete(oldest.value);
      try {
        return await value;
      } catch (error) {
        if (answers.get(url.href) === answer) answers.delete(url.href);
        throw error;
      }
    },
  };
}

/** Milliseconds, at least what the host asks for (`retryAfter`, in seconds). */
function findWait(attempt: number, retryAfter = 0, random = 0): number {
  const longest = waits[attempt] ?? 600;
  return Math.max(retryAfter * 1000, Math.ceil(longest * (1 - random / 2)));
}

function startTimer(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
