/** Requests to the HTTP API, as SDKs make them: batches of different people, and the page views of one session. */
import type { JsonObject } from '../../engine/base/json.ts';

const site = 'https://www.example.com';
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0';

export function groupBy20(calls: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  return Array.from({ length: Math.ceil(calls.length / 20) }, (_, i) => calls.slice(i * 20, i * 20 + 20));
}

/** Ten page views of one person, as the browser SDK sends them in one batch. */
export function makePageViews(userId: string, round: number): readonly JsonObject[] {
  return Array.from({ length: 10 }, (_, i) => makePageView(userId, crypto.randomUUID(), `${round}-${i}`));
}

function makePageView(userId: string, id: string, item: string): JsonObject {
  const page = {
    path: `/coffee/${item}`,
    url: `${site}/coffee/${item}`,
    title: `Coffee ${item} - Lucerna`,
    referrer: `${site}/coffee`,
    search: '',
  };
  const library = { name: 'analytics.js', version: 'npm:next-1.81.1' };
  return {
    type: 'page',
    name: 'Product',
    messageId: `ajs-next-${Date.now()}-${id}`,
    userId,
    properties: page,
    context: { page, userAgent, locale: 'it-CH', timezone: 'Europe/Zurich', library },
  };
}
