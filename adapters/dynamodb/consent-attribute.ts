/**
 * The consent of one key as a map from a word to its moment: `{ granted: 1732270000000 }`. A second word is the other
 * statement that the fold keeps: the no before an unconfirmed yes, or an unconfirmed statement after a confirmed one.
 * `address` is the hash of the address that confirmed; `unreadable` the moment of a later statement that is no known word.
 */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Consent } from '../../engine/model/profile.ts';
import { makeNumber, makeText } from './attributes.ts';

export function encodeConsent({
  state,
  at,
  confirmed,
  addressHash,
  later,
  deniedAt,
  unreadableAt,
}: Consent): AttributeValue {
  return {
    M: {
      [confirmed === true ? 'confirmed' : state]: makeNumber(at),
      ...(later === undefined ? {} : { [later.state]: makeNumber(later.at) }),
      ...omitAbsent({
        denied: deniedAt === undefined ? undefined : makeNumber(deniedAt),
        address: addressHash === undefined ? undefined : makeText(addressHash),
        unreadable: unreadableAt === undefined ? undefined : makeNumber(unreadableAt),
      }),
    },
  };
}

export function decodeConsent({ M = {} }: AttributeValue): Consent {
  const [confirmed, granted, pending, denied, unreadable] = [
    'confirmed',
    'granted',
    'pending',
    'denied',
    'unreadable',
  ].map((word) => (M[word] === undefined ? undefined : Number(M[word].N)));
  const suspended = omitAbsent({ unreadableAt: unreadable });
  const open =
    granted !== undefined
      ? ({ state: 'granted', at: granted } as const)
      : pending !== undefined
        ? ({ state: 'pending', at: pending } as const)
        : undefined;
  if (confirmed !== undefined) {
    return {
      state: 'granted',
      at: confirmed,
      confirmed: true,
      ...omitAbsent({ addressHash: M['address']?.S, later: open }),
      ...suspended,
    };
  }
  if (open === undefined) return { state: 'denied', at: Number(denied), ...suspended };
  return { ...open, ...omitAbsent({ deniedAt: denied }), ...suspended };
}
