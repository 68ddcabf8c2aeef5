/** Warns of origins of SMS in a live policy that the stage may not use: End User Messaging would deny access to each message. */
import { readOrigination } from '../../channels/sms-originations.ts';
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
  const wanted = readOrigination(origination);
  return allowed.map(readOrigination).some(({ kind, name }) => {
    if (name === wanted.name) return true;
    const isNumber = wanted.kind === 'number' || wanted.kind === 'number-id';
    return isNumber && (kind === 'number' || (kind === 'number-id' && wanted.kind === 'number'));
  });
}
