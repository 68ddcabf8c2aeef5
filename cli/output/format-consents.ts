/** A person's consents: the state per key, and the statements with their proof. */
import type { InspectedAddress, InspectedConsents } from '../../app/inspect/inspect-consents.ts';
import type { ConsentRecord } from '../../app/ports/consent-ledger.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import type { StatedConsent } from '../../engine/model/stated-consent.ts';
import { formatMoment } from './format-moment.ts';
import { formatTable } from './format-table.ts';

export function formatConsents({
  profileId,
  consents,
  suppressions,
  addresses,
  records,
  hasMore,
}: InspectedConsents): string[] {
  const states = Object.entries(consents)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, { state, at, confirmed }]) => [
      key,
      confirmed === true ? `${state}, confirmed` : state,
      `since ${formatMoment(at)}`,
    ]);
  const suppressed = Object.entries(suppressions).map(([channel, { reason, at }]) => [
    channel,
    `suppressed: ${reason}`,
    formatMoment(at),
  ]);
  return [
    `Profile ${profileId} (times are UTC)`,
    ...(states.length === 0 ? ['No consent was stated.'] : ['', 'State', ...formatTable(states, '  ')]),
    ...(suppressed.length === 0 ? [] : ['', 'Addresses', ...formatTable(suppressed, '  ')]),
    ...(addresses.length === 0
      ? []
      : [
          '',
          'Held back for the address, whichever profile stated it',
          ...formatTable(addresses.map(describeAddress), '  '),
        ]),
    ...(records.length === 0 ? [] : ['', 'Statements, newest first', ...records.flatMap(formatRecord)]),
    ...(hasMore ? ['  (more: use --limit)'] : []),
  ];
}

function describeAddress({ channel, denied, isSuppressed, hasComplained }: InspectedAddress): string[] {
  const causes = [
    isSuppressed && 'suppressed: no message',
    hasComplained && 'complained: no promotional message',
    denied.length > 0 && `denied: ${denied.join(', ')}`,
  ];
  return [channel, causes.filter(Boolean).join('; ')];
}

function formatRecord(record: ConsentRecord): string[] {
  const { saidAt, receivedAt, name, source, consents } = record;
  const received = receivedAt - saidAt > MINUTE ? `, received ${formatMoment(receivedAt)}` : '';
  return [
    `  ${formatMoment(saidAt)}${received}  ${name} from ${source}`,
    ...consents.map((consent) => `    ${describeConsent(consent)}`),
    ...describeSource(record).map((line) => `    ${line}`),
  ];
}

function describeConsent({ key, stated, state, effect }: StatedConsent): string {
  if (effect === 'overridden') return `${key}: ${stated}, overridden by a later statement (${state})`;
  if (effect === 'refused') return `${key}: ${stated}, not kept: the profile has too many consents`;
  const counted = stated === state ? '' : `, counts as ${state}`;
  return `${key}: ${stated}${counted}${effect === 'kept' ? ', as before' : ''}`;
}

function describeSource({ form, url, ip, wording, recordedBy, note, confirmed }: ConsentRecord): string[] {
  const text = [wording?.id, wording?.version && `version ${wording.version}`, wording?.language];
  const place = [form && `form ${form}`, url, ip && `IP ${ip}`].filter(Boolean).join(', ');
  return [
    ...(place === '' ? [] : [`where: ${place}`]),
    ...(wording === undefined ? [] : [`wording: ${text.filter(Boolean).join(', ')}`]),
    ...(recordedBy === undefined ? [] : [`recorded by: ${recordedBy}`]),
    ...(note === undefined ? [] : [`reason: ${note}`]),
    ...(confirmed === undefined ? [] : ['confirmed by the person']),
  ];
}
