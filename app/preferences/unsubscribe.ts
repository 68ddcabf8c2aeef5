/**
 * Unsubscribes the reader of a message (RFC 8058): one write, and nothing else must be up. Without effect for a token
 * that is forged, unknown or used.
 */
import { makeConsentKey } from '../../engine/channels/consent-key.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { UnsubscribeClaim } from '../links/link-claim.ts';
import { openLink } from '../links/seal-link.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { type StatementPorts, stateByLink } from './state-by-link.ts';

export interface UnsubscribePorts extends StatementPorts {
  readonly keys: Pick<LinkKeys, 'find'>;
  readonly addresses: Pick<AddressBook, 'read'>;
}

/** The whole purpose on the channel, or only the topic of the message. */
export type UnsubscribeScope = 'purpose' | 'topic';

export type UnsubscribeResult =
  | { readonly kind: 'unsubscribed'; readonly claim: UnsubscribeClaim }
  /** No link of ours, or of another kind. */
  | { readonly kind: 'unknown' };

export interface Unsubscription {
  readonly token: string;
  /** `one-click`: a mail provider has posted. `unsubscribe-page`: a person has pressed a button. */
  readonly form: 'one-click' | 'unsubscribe-page' | 'mailbox';
  /** What the reader chose on the page; by default what the policy says. */
  readonly scope?: UnsubscribeScope | undefined;
  readonly ip?: string | undefined;
  /** Epoch ms. */
  readonly at: number;
}

/** `policy` never throws. Throws when nothing could be stored: the mail provider asks again. */
export async function unsubscribe(
  { token, form, scope, ip, at }: Unsubscription,
  ports: UnsubscribePorts,
  policy: () => Promise<PolicyDocument | undefined>,
  telemetry: Telemetry,
): Promise<UnsubscribeResult> {
  const claim = await openLink(token, ports.keys, 'unsubscribe');
  if (claim === undefined) return { kind: 'unknown' };
  const key = makeKey(claim, scope ?? chooseScope(claim, await policy()));
  if (await isDenied(claim, key, ports)) return { kind: 'unsubscribed', claim };
  await stateByLink(claim, { consents: { [key]: 'denied' }, form, ip, at }, ports, telemetry);
  telemetry.count('Unsubscriptions');
  return { kind: 'unsubscribed', claim };
}

/** What a link ends, as the policy says: a link without a topic ends the purpose. */
export function chooseScope(
  { topic }: UnsubscribeClaim,
  policy: PolicyDocument | undefined,
): UnsubscribeScope {
  return policy?.unsubscribe?.scope === 'topic' && topic !== undefined ? 'topic' : 'purpose';
}

function makeKey({ channel, purpose, topic }: UnsubscribeClaim, scope: UnsubscribeScope): string {
  return scope === 'topic' && topic !== undefined
    ? makeConsentKey({ channel, topic })
    : makeConsentKey({ channel, purpose });
}

/** The link was used. When that cannot be read, it is stated again. */
async function isDenied(
  { channel, address }: UnsubscribeClaim,
  key: string,
  { addresses }: UnsubscribePorts,
): Promise<boolean> {
  try {
    return (await addresses.read(channel, address, { consistent: true }))?.consents[key] === 'denied';
  } catch {
    return false;
  }
}
