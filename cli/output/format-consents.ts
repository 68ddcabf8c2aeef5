/** A person's consents: the state per key, and the statements with their proof. */
import { isHeldBack } from '../../app/inspect/inspect-addresses.ts';
import type { InspectedConsent, InspectedConsents } from '../../app/inspect/inspect-consents.ts';
import type { ConsentRecord } from '../../app/ports/consent-ledger.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import { isEveryKey, isStopKey } from '../../engine/channels/consent-key.ts';
import type { StatedConsent } from '../../engine/model/stated-consent.ts';
import { describeAddressFacts } from './describe-address.ts';
import { formatMoment } from './format-moment.ts';
import { formatTable } from './format-table.ts';

export function formatConsents({
  profileId,
  states,
  suppressions,
  addresses,
  records,
  hasMore,
}: InspectedConsents): string[] {
  const rows = states.toSorted((left, right) => (left.key < right.key ? -1 : 1)).map(describeState);
  const suppressed = Object.entries(suppressions).map(([channel, { address, reason, at }]) => [
    channel,
    address,
    `suppressed: ${reason}`,
    formatMoment(at),
  ]);
  const held = addresses.filter(isHeldBack);
  const shared = addresses.filter(({ isShared }) => isShared);
  return [
    `Profile ${profileId} (times are UTC)`,
    ...(rows.length === 0 ? ['No consent was stated.'] : ['', 'State', ...formatTable(rows, '  ')]),
    ...(suppressed.length === 0 ? [] : ['', 'Addresses', ...formatTable(suppressed, '  ')]),
    ...(held.length === 0
      ? []
      : [
          '',
          'Held back for the address, whichever profile stated it',
          ...formatTable(
            held.map((each) => [each.channel, each.address, describeAddressFacts(each)]),
            '  ',
          ),
        ]),
    ...shared.flatMap(({ channel, address }) => [
      '',
      `Several profiles have ${address}, and this is one of them. To list all:`,
      `  percorso consent ${profileId} --sharing ${channel}`,
    ]),
    ...(records.length === 0 ? [] : ['', 'Statements, newest first', ...records.flatMap(formatRecord)]),
    ...(hasMore ? ['  (more: use --limit)'] : []),
  ];
}

/** A confirmed yes names its address, and what counts for the present one. */
function describeState({ key, consent, confirmedBy, counts, address }: InspectedConsent): string[] {
  const { state, at, confirmed, addressHash, unreadableAt, imported } = consent;
  const by = addressHash === undefined ? 'for every address' : `by ${confirmedBy ?? 'another address'}`;
  const present = address ?? 'no address';
  return [
    key,
    `${confirmed === true ? `${state}, confirmed ${by}` : state}${describeKey(key)}`,
    `since ${formatMoment(at)}${imported === true ? ', imported: any no ends it' : ''}`,
    ...(confirmed === true && addressHash !== undefined
      ? [`${counts} for ${present} now`]
      : counts === state
        ? []
        : [`counts as ${counts}`]),
    ...(unreadableAt === undefined ? [] : [`a later value is no known word (${formatMoment(unreadableAt)})`]),
  ];
}

function describeKey(key: string): string {
  if (isStopKey(key)) return ': STOP and START';
  return isEveryKey(key) ? ': every purpose' : '';
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

function describeConsent({ key, stated: word, value, state, effect, deniedAt }: StatedConsent): string {
  const stated = value === undefined ? word : `${word} (${value})`;
  if (effect === 'overridden') return `${key}: ${stated}, overridden by a later statement (${state})`;
  if (effect === 'withdrawn') return `${key}: ${stated}, withdrawn: the import was undone`;
  if (effect === 'refused') return `${key}: ${stated}, not kept: the profile has too many consents`;
  const counted = word === state ? '' : `, counts as ${state}`;
  const after = deniedAt === undefined ? '' : `, after a no for the address (${formatMoment(deniedAt)})`;
  return `${key}: ${stated}${counted}${after}${effect === 'kept' ? ', as before' : ''}`;
}

function describeSource({
  form,
  url,
  ip,
  address,
  wording,
  message,
  requestedAt,
  recordedBy,
  note,
  confirmed,
}: ConsentRecord): string[] {
  const text = [
    wording?.id,
    wording?.version && `version ${wording.version}`,
    wording?.language,
    wording?.text && JSON.stringify(wording.text),
  ];
  const asked = [
    message?.id,
    message?.template && `template ${message.template}`,
    message?.revision && `revision ${message.revision}`,
    message?.language,
  ];
  const place = [form && `form ${form}`, url, ip && `IP ${ip}`].filter(Boolean).join(', ');
  return [
    ...(place === '' ? [] : [`where: ${place}`]),
    ...(wording === undefined ? [] : [`wording: ${text.filter(Boolean).join(', ')}`]),
    ...(message === undefined ? [] : [`message: ${asked.filter(Boolean).join(', ')}`]),
    ...(requestedAt === undefined ? [] : [`counts from the request of ${requestedAt}`]),
    ...(recordedBy === undefined ? [] : [`recorded by: ${recordedBy}`]),
    ...(note === undefined ? [] : [`reason: ${note}`]),
    ...(confirmed === undefined
      ? []
      : [`confirmed by the person${address === undefined ? '' : ` at ${address}`}`]),
  ];
}
