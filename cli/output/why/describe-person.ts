/** Where a person is in everything, and what became of the latest messages, in words. */
import type { Evidence, PersonState } from '../../../app/explain/explanation.ts';
import { readTemplate } from '../../../app/explain/known.ts';
import type { InspectedAddress } from '../../../app/inspect/inspect-addresses.ts';
import { readSaidAt } from '../../../engine/channels/weak-moment.ts';
import { isHoldReason } from '../../../engine/model/reason-codes.ts';
import { describeDenial } from '../describe-address.ts';
import { explainLimit } from '../describe-limit.ts';
import { describeMembership } from '../describe-membership.ts';
import { describeHeld } from '../describe-position.ts';
import { nameOrigin } from '../describe-trace.ts';
import { formatMoment } from '../format-moment.ts';
import { formatCount } from '../format-table.ts';
import { describeState } from './describe-evidence.ts';
import { describePosition } from './describe-origin.ts';

/** `now`: epoch ms. */
export function describePerson(
  person: PersonState,
  addresses: readonly InspectedAddress[],
  now: number,
): string[] {
  const { isStored, positions, heldMessages, suppressions, consents, segments, latest } = person;
  if (!isStored) return ['The profile is not stored (any more).', ...describeLatest(latest)];
  return [
    ...positions.map((position) => describePosition(position, now)),
    ...(positions.length === 0 ? ['In no journey.'] : []),
    ...heldMessages.map((message) => `Held: ${describeHeld(message)}.`),
    ...Object.entries(suppressions).map(
      ([channel, { reason, at }]) =>
        `The ${channel} address ${reason} ${formatMoment(at)}: no more ${reason === 'complained' ? 'promotional ' : ''}messages are sent to it.`,
    ),
    describeConsents(consents, addresses),
    ...segments.map(({ segment, ...membership }) => describeMembership(segment, membership)),
    ...describeLatest(latest),
  ];
}

function describeConsents(consents: PersonState['consents'], addresses: readonly InspectedAddress[]): string {
  const entries = Object.entries(consents);
  if (entries.length === 0) return 'No consent was given or withdrawn.';
  const states = entries.map(([key, { state, at }]) => {
    const denial = describeDenial(key, state, addresses);
    return `${key} ${state} ${formatMoment(readSaidAt(at))}${denial === '' ? '' : ` (${denial})`}`;
  });
  return `Consent: ${states.join(', ')}.`;
}

function describeLatest(latest: readonly Evidence[]): string[] {
  if (latest.length === 0) return ['No message was ever requested.'];
  return [
    `Latest ${formatCount(latest.length, 'decision')} on messages (for one of them, add its template or id):`,
    ...latest.map(describeDecision),
  ];
}

function describeDecision({ cause, trace, message }: Evidence): string {
  const what = `"${readTemplate(trace) ?? ''}" by ${nameOrigin(trace.origin)}`;
  const sent = message === undefined ? 'handed to the sender' : describeState(message);
  const end =
    trace.reason === 'sent_to_channel'
      ? sent
      : `${isHoldReason(trace.reason) ? 'held' : 'NOT sent'}: ${explainLimit(trace.reason, trace)}`;
  return `  ${formatMoment(cause.receivedAt)}  ${what}: ${end}`;
}
