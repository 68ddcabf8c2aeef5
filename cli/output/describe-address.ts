/** What holds for an address, in words. */
import type { InspectedAddress } from '../../app/inspect/inspect-addresses.ts';
import { isKeyOf, listEveryKeys } from '../../engine/channels/consent-key.ts';
import { formatMoment } from './format-moment.ts';
import { formatCount } from './format-table.ts';

/** `suppressed by an operator: no message; denied: email`; empty when nothing is known that matters. */
export function describeAddressFacts(address: InspectedAddress): string {
  const { isSuppressed, suppressedBy, hasComplained, denied, lifted, softBounces, isShared, usedAt } =
    address;
  const by = suppressedWords[suppressedBy ?? ''] ?? 'suppressed';
  return [
    isSuppressed && `${by}: no message`,
    hasComplained && 'complained: no promotional message',
    softBounces > 0 &&
      `${formatCount(softBounces, 'temporary failure')} in a row${address.isBouncedOut ? ': no message' : ''}`,
    denied.length > 0 &&
      `denied: ${denied.join(', ')}${lifted.length > 0 ? ` (with a later yes: ${lifted.join(', ')})` : ''}`,
    isShared && 'several profiles have it',
    usedAt !== undefined && `last used ${formatMoment(usedAt)}`,
  ]
    .filter((part) => part !== false)
    .join('; ');
}

/** Of a consent of the profile that a no for the present address overrides; else empty. */
export function describeDenial(key: string, state: string, addresses: readonly InspectedAddress[]): string {
  if (state === 'denied') return '';
  const by = addresses.find(({ channel, denied, lifted }) => {
    const isAllDenied =
      isKeyOf(channel, key) && listEveryKeys(channel).some((every) => denied.includes(every));
    return denied.includes(key) || (isAllDenied && !lifted.includes(key));
  });
  return by === undefined ? '' : `denied for the address ${by.address} now`;
}

const suppressedWords: Readonly<Record<string, string>> = {
  operator: 'suppressed by an operator',
  bounced: 'suppressed, because it bounced',
  invalid: 'suppressed, because the provider refused it',
};
