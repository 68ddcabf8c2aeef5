/** The unsubscribe endpoint, asked as a mail provider and a reader ask it: by a link that names no one. */
import type { ProbeAnswer, WebProbe } from '../ports/web-probe.ts';
import type { PublicDeployment } from './deployed-sending.ts';
import { createFinding, type Finding } from './finding.ts';

/** No link token: it has no effect, and its response must not differ from that of a used token. */
const junkToken = 'percorso-doctor';

/** Undefined when it is in order, as far as that can be known without a request. */
export function checkUrl({ publicUrl: url, isLocal }: PublicDeployment): Finding | undefined {
  if (url === undefined) return createFinding('unsubscribe_url_missing');
  return url.startsWith('https://') || isLocal ? undefined : createFinding('unsubscribe_not_https', { url });
}

export async function checkUnsubscribe(deployed: PublicDeployment, probe: WebProbe): Promise<Finding> {
  const wrong = checkUrl(deployed);
  if (wrong !== undefined) return wrong;
  const url = deployed.publicUrl ?? '';
  const link = `${url}/u/${junkToken}`;
  const calls = [
    { method: 'GET', call: () => probe.get(link) },
    { method: 'POST', call: () => probe.post(link, 'List-Unsubscribe=One-Click') },
  ];
  for (const { method, call } of calls) {
    const fault = classify(await call(), method);
    if (fault !== undefined) return createFinding(fault.code, { url, method, ...fault.values });
  }
  return createFinding('unsubscribe_ok', { url });
}

/** RFC 8058 allows no redirect. A reader of an unknown link gets a page with the status 404, a mail provider gets 2xx. */
function classify(answer: ProbeAnswer, method: string) {
  if (answer.outcome === 'unreachable') {
    return { code: 'unsubscribe_unreachable', values: { reason: answer.reason } } as const;
  }
  const { status } = answer;
  const isInOrder = (status >= 200 && status < 300) || (method === 'GET' && status === 404);
  return isInOrder ? undefined : ({ code: 'unsubscribe_refused', values: { status } } as const);
}
