/**
 * Of the addresses of a message, the sender uses the first that may get it, by the policy `last_used` in the order of
 * their use. Each is prepared with all checks, the last one
 * right before the call, so a message has one address when it is claimed, and one call.
 */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { ReasonCode } from '../../engine/model/reason-codes.ts';
import type { SkippedAddress } from '../ports/message-ledger.ts';
import { orderByUse, type UsedAddress } from './order-addresses.ts';
import { type MessageTools, prepareMessage } from './prepare-message.ts';
import type { Declined, Preparation } from './sending.ts';

/** Reasons that are about one address of a person, not about the person or the message. */
const addressReasons: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'invalid_address',
  'suppressed_address',
  'unsubscribed',
  'consent_pending',
  'role_address',
  'disposable_address',
]);

/** Refused for every address: as it was for the first. */
export async function prepareForFirstUsable<Rendered>(
  { alternatives, ...message }: SendMessage,
  tools: MessageTools<Rendered>,
): Promise<Preparation> {
  if (alternatives === undefined) return prepareMessage(message, tools);
  const { addresses: policy } = await tools.policies.current(tools.now());
  const all = [message.to, ...alternatives];
  const isByUse = policy?.[message.channel] === 'last_used';
  const order = isByUse
    ? await orderByUse(message.channel, all, tools.addresses)
    : all.map((address): UsedAddress => ({ address }));
  const kind = omitAbsent({ isByUse: isByUse ? (true as const) : undefined });
  const skipped: SkippedAddress[] = [];
  let refusal: Declined | undefined;
  for (const { address: to, usedAt } of order) {
    const chosen = { ...message, to };
    const preparation = await prepareMessage(chosen, tools);
    if (preparation.kind === 'waiting' || preparation.kind === 'erased') return preparation;
    if (preparation.kind === 'ready' || !addressReasons.has(preparation.reason))
      return { ...preparation, chosen, choice: { to, skipped, ...kind, ...omitAbsent({ usedAt }) } };
    refusal ??= preparation;
    skipped.push({ address: to, reason: preparation.reason });
  }
  return { ...(refusal as Declined), choice: { skipped, ...kind } };
}
