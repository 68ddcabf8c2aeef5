/** Headers of webhooks: a credential written into a document can be read by everybody who can read the document. */
import type { Finding, PathSegment } from './problem.ts';

const credentialName = /^(?:proxy-)?authorization$|^cookie$|api-?key|token|secret|password|signature/i;

/** The value is not repeated: it would stand in logs and on the item. */
export function checkHeaders(
  headers: Readonly<Record<string, string>> | undefined,
  at: readonly PathSegment[],
): Finding[] {
  return Object.keys(headers ?? {})
    .filter((name) => credentialName.test(name))
    .map((name) => ({
      segments: [...at, name],
      remedy:
        'This credential is stored in clear, in git, in the table and in queues. Use one that can do nothing but ' +
        'this call, and replace it regularly.',
      code: 'credential_in_clear' as const,
      severity: 'warning' as const,
    }));
}
