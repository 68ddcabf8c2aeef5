/** Where a person stands in everything, and what became of the latest messages. */
import { readMembership } from '../../engine/segments/membership.ts';
import { describeMembership } from '../output/describe-membership.ts';
import { describeHeld } from '../output/describe-standing.ts';
import { nameSubject } from '../output/describe-trace.ts';
import { formatMoment } from '../output/format-moment.ts';
import { formatCount } from '../output/format-table.ts';
import { explainReason, isWaiting } from '../output/reason-words.ts';
import { findEvidence, type Known, readTemplate } from './known.ts';
import { stateWords } from './tell-evidence.ts';
import { tellSubject } from './tell-subject.ts';

const shownMessages = 10;

export function tellPerson(known: Known): string[] {
  const { profile } = known;
  if (profile === undefined) return ['The profile is not stored (any more).', ...tellLatest(known)];
  const journeys = [...new Set(profile.journeys.map(({ journey }) => journey))];
  return [
    ...journeys.flatMap((id) =>
      tellSubject(known, `journey:${id}`).filter((line) => line.startsWith('Stands')),
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
    ...tellLatest(known),
  ];
}

function describeConsents({ profile }: Known): string {
  const consents = Object.entries(profile?.consents ?? {});
  if (consents.length === 0) return 'Never said yes or no to messages.';
  return `Consent: ${consents.map(([channel, { state, at }]) => `${channel} ${state} ${formatMoment(at)}`).join(', ')}.`;
}

function tellLatest(known: Known): string[] {
  const asked = findEvidence(known, ({ action }) => action === 'send');
  if (asked.length === 0) return ['No message was ever asked for.'];
  const latest = asked.slice(-shownMessages).toReversed();
  return [
    `Latest ${formatCount(latest.length, 'decision')} on messages (ask for one by its template or id):`,
    ...latest.map(({ entry, trace }) => {
      const what = `"${readTemplate(trace) ?? ''}" by ${nameSubject(trace.subject)}`;
      const message = trace.effectId === undefined ? undefined : known.messages.get(trace.effectId);
      const sent = message === undefined ? 'given to the sender' : stateWords[message.state];
      const end =
        trace.reason === 'sent_to_channel'
          ? sent
          : `${isWaiting(trace.reason) ? 'held' : 'NOT sent'}: ${explainReason(trace.reason)}`;
      return `  ${formatMoment(entry.receivedAt)}  ${what}: ${end}`;
    }),
  ];
}
