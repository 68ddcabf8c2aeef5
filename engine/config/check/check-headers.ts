/** Headers of webhooks: everyone who can read a document can read a credential in it. */
import type { HeaderValue } from '../../model/secret-reference.ts';
import { callHeaders, signatureHeaders } from '../../model/webhook-headers.ts';
import type { Finding, PathSegment, ProblemCode } from '../problems/problem.ts';

const credentialName = /^(?:proxy-)?authorization$|^cookie$|api-?key|token|secret|password|signature/i;

interface Webhook {
  readonly headers?: Readonly<Record<string, HeaderValue>> | undefined;
  /** Present when the call is signed. */
  readonly sign?: unknown;
}

/** The value is not repeated: it would be in logs and on the item. */
export function checkHeaders({ headers = {}, sign }: Webhook, at: readonly PathSegment[]): Finding[] {
  return Object.entries(headers).flatMap(([name, value]): Finding[] => {
    const segments = [...at, name];
    const isCredential = typeof value === 'string' && credentialName.test(name);
    return [
      ...(isOverwritten(name, sign !== undefined) ? [warn(segments, 'header_overwritten', overwritten)] : []),
      ...(isCredential ? [warn(segments, 'credential_in_clear', inClear)] : []),
    ];
  });
}

const overwritten = 'Percorso sets this header itself and ignores this value: remove the header.';
const inClear =
  'This credential is stored in plain text, in git, in the table and in queues. Write { secret: NAME } instead, and ' +
  'store the value with `percorso secret set NAME`.';

function isOverwritten(name: string, isSigned: boolean): boolean {
  const lower = name.toLowerCase();
  return callHeaders.has(lower) || (isSigned && signatureHeaders.has(lower));
}

function warn(segments: readonly PathSegment[], code: ProblemCode, remedy: string): Finding {
  return { segments, remedy, code, severity: 'warning' };
}
