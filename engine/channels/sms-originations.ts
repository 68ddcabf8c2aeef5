/** From what an SMS is sent, by the country of the number. */
import type { SmsPolicy } from '../model/documents/policy-document.ts';

/**
 * Countries in which End User Messaging supports no sender id, so that a message needs a number of that country. Rows with
 * "No" in the column "SMS Sender IDs" that could be read on 2026-11-28; other countries may forbid them too.
 * Sources: https://docs.aws.amazon.com/end-user-messaging/latest/userguide/nx-supported-countries.html (its pages for
 * North America, South America and Asia), https://docs.aws.amazon.com/sms-voice/latest/userguide/sender-id.html (US).
 */
export const countriesWithoutSenderIds: ReadonlySet<string> = new Set(
  'AR BR BS CA CL CN CO CR DO EC KY PE PY US UY VE'.split(' '),
);

/**
 * `originations`: by ISO country, and `default` for every other one. `country`: of the number; undefined where the number
 * does not determine it. Undefined: that of the stage.
 */
export function findOrigination(
  originations: SmsPolicy['originations'],
  country: string | undefined,
): string | undefined {
  if (originations === undefined) return undefined;
  const own =
    country !== undefined && Object.hasOwn(originations, country) ? originations[country] : undefined;
  return own ?? originations['default'];
}

/** A number may be a short code. Pools, ids and ARNs are those of End User Messaging. */
export type OriginationKind = 'number' | 'sender-id' | 'pool' | 'number-id' | 'arn';

export function classifyOrigination(origination: string): OriginationKind {
  if (origination.startsWith('arn:')) return 'arn';
  if (origination.startsWith('pool-')) return 'pool';
  if (origination.startsWith('phone-')) return 'number-id';
  return /^\+?\d+$/.test(origination) ? 'number' : 'sender-id';
}

export interface ReadOrigination {
  readonly kind: string;
  /** The number, or the id without what an ARN has around it. */
  readonly name: string;
}

/** The kind and the id that an ARN names: `arn:aws:sms-voice:eu-south-1:123456789012:sender-id/Shop/IT`. */
export function readOrigination(origination: string): ReadOrigination {
  const kind = classifyOrigination(origination);
  if (kind !== 'arn') return { kind, name: origination };
  const [type, name = ''] = origination.split(':').at(-1)?.split('/') ?? [];
  return { kind: type === 'phone-number' ? 'number-id' : (type ?? ''), name };
}
