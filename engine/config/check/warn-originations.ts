/** Warns of origins of SMS in a live policy that the stage may not use: End User Messaging would deny access to each message. */
import { classifyOrigination } from '../../channels/sms-originations.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { Finding } from '../problems/problem.ts';

/** By country; nothing for any other document. */
export function listOriginations(
  document: ConfigDocument,
): readonly (readonly [country: string, origination: string])[] {
  return document.kind === 'policy' && document.status === 'live'
    ? Object.entries(document.sms?.originations ?? {})
    : [];
}

/** `allowed`: the originations that the deployment names. */
export function warnOfOriginations(
  stated: ReturnType<typeof listOriginations>,
  allowed: readonly string[],
): Finding[] {
  return stated
    .filter(([, origination]) => !isAllowedOrigination(origination, allowed))
    .map(([country, origination]) => ({
      segments: ['sms', 'originations', country],
      received: origination,
      remedy: `The stage may not send from this origination, so that its messages wait. Deploy with it in the context "smsOriginations" (-c smsOriginations=...), or use one of the stage: ${allowed.join(', ')}.`,
      code: 'origination_not_allowed',
      severity: 'warning',
    }));
}

/**
 * IAM names numbers by their ids: a number in the deployment allows all numbers, and whether an id is that of a number is
 * not known.
 */
export function isAllowedOrigination(origination: string, allowed: readonly string[]): boolean {
  const wanted = read(origination);
  return allowed.map(read).some(({ kind, name }) => {
    if (name === wanted.name) return true;
    const isNumber = wanted.kind === 'number' || wanted.kind === 'number-id';
    return isNumber && (kind === 'number' || (kind === 'number-id' && wanted.kind === 'number'));
  });
}

/** The kind and the id that an ARN names: `arn:aws:sms-voice:eu-south-1:123456789012:sender-id/Shop/IT`. */
function read(origination: string): { readonly kind: string; readonly name: string } {
  const kind = classifyOrigination(origination);
  if (kind !== 'arn') return { kind, name: origination };
  const [type, name = ''] = origination.split(':').at(-1)?.split('/') ?? [];
  return { kind: type === 'phone-number' ? 'number-id' : (type ?? ''), name };
}
