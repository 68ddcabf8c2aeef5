/** Requests a public page and reports its status: no cookies, no redirects, no credentials. */
import type { ProbeAnswer, WebProbe } from '../../app/ports/web-probe.ts';

/** Ms. Mail providers wait a few seconds. */
const patience = 10_000;

export function createWebProbe(): WebProbe {
  return {
    get: (url) => probe(url, { method: 'GET' }),
    post: (url, body) =>
      probe(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
  };
}

async function probe(url: string, init: RequestInit): Promise<ProbeAnswer> {
  try {
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    await response.body?.cancel();
    return { outcome: 'answered', status: response.status };
  } catch (error) {
    return { outcome: 'unreachable', reason: nameReason(error) };
  }
}

/** `fetch` wraps the socket's error, which has a code. */
function nameReason(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return 'unknown';
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name;
}
