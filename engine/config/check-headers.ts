/** Headers of webhooks: a credential written into a document can be read by everybody who can read the document. */
import type { HeaderValue } from '../secret-reference.ts';
import type { Finding, PathSegment } from './problem.ts';

const credentialName = /^(?:proxy-)?authorization$|^cookie$|api-?key|token|secret|password|signature/i;

/** The value is not repeated: it would stand in logs and on the item. */
export function checkHeaders(
  headers: Readonly<Record<string, HeaderValue>> | undefined,
  at: readonly PathSegment[],
): Finding[] {
  return Object.entries(headers ?? {})
    .filter(([name, value]) => typeof value === 'string' && credentialName.test(name))
    .map(([name]) => ({
      segments: [...at, name],
      remedy:
        'This credential is stored in clear, in git, in the table and in queues. Write { secret: NAME } instead, and ' +
        'store the value with `percorso secret set NAME`.',
      code: 'credential_in_clear' as const,
      severity: 'warning' as const,
    }));
}
