/** Where a person stands in everything, and what became of the latest messages. */

import { isHoldReason } from '../../engine/model/reason-codes.ts';
import { readMembership } from '../../engine/segments/membership.ts';
import { describeMembership } from '../output/describe-membership.ts';
import { describeHeld } from '../output/describe-position.ts';
import { nameOrigin } from '../output/describe-trace.ts';
import { formatMoment } from '../output/format-moment.ts';
import { formatCount } from '../output/format-table.ts';
import { explainReason } from '../output/reason-words.ts';
import { stateWords } from './describe-evidence.ts';
import { describeSubject } from './describe-origin.ts';
import { findEvidence, type Known, readTemplate } from './known.ts';

const shownMessages = 10;

export function describePerson(known: Known): string[] {
  const { profile } = known;
  if (profile === undefined) return ['The profile is not stored (any more).', ...describeLatest(known)];
  const journeys = [...new Set(profile.journeys.map(({ journey }) => journey))];
  return [
    ...journeys.flatMap((id) =>
      describeSubject(known, `journey:${id}`).filter((line) => line.startsWith('Stands')),
    ),
    ...(journeys.length === 0 ? ['In no journey.'] : []),
    ...profile.held.map((message) => `Held: ${describeHeld(message)}.`),
    ...Object.entries(profile.suppressions).map(
      ([channel, suppression]) =>
        `The ${channel} address ${suppression.reason} ${formatMoment(suppression.at)}: nothing goes there any more.`,
    ),
    describeConsents(known),
    ...Object.keys(profile.segments).flatMap((id) => {
      const membership = readMembership(profile, id);
      return membership === undefined ? [] : [describeMembership(id, membership)];
    }),
    ...describeLatest(known),
  ];
}

function describeConsents({ profile }: Known): string {
  const consents = Object.entries(profile?.consents ?? {});
  if (consents.length === 0) return 'Never said yes or no to messages.';
  return `Consent: ${consents.map(([channel, { state, at }]) => `${channel} ${state} ${formatMoment(at)}`).join(', ')}.`;
}

function describeLatest(known: Known): string[] {
  const asked = findEvidence(known, ({ action }) => action === 'send');
  if (asked.length === 0) return ['No message was ever asked for.'];
  const latest = asked.slice(-shownMessages).toReversed();
  return [
    `Latest ${formatCount(latest.length, 'decision')} on messages (ask for one by its template or id):`,
    ...latest.map(({ entry, trace }) => {
      const what = `"${readTemplate(trace) ?? ''}" by ${nameOrigin(trace.origin)}`;
      const message = trace.effectId === undefined ? undefined : known.messages.get(trace.effectId);
      const sent = message === undefined ? 'given to the sender' : stateWords[message.state];
      const end =
        trace.reason === 'sent_to_channel'
          ? sent
          : `${isHoldReason(trace.reason) ? 'held' : 'NOT sent'}: ${explainReason(trace.reason)}`;
      return `  ${formatMoment(entry.receivedAt)}  ${what}: ${end}`;
    }),
  ];
}
