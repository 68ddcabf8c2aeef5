/** The sentences of an erasure. */
import type { ErasureReceipt } from '../../app/ports/erasure-receipts.ts';
import { secondPassAfter } from '../../app/rights/erase-person.ts';
import type { ErasurePreview } from '../../app/rights/preview-erasure.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatCount } from './format-table.ts';

/** Without the plan, which names the person. */
export function showReceipt({ plan: _personal, ...receipt }: ErasureReceipt): object {
  const { requestedAt, firstPassAt, secondPassAt, completedAt, lifted, ...rest } = receipt;
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return {
    ...rest,
    requestedAt: time(requestedAt),
    firstPassAt: time(firstPassAt),
    secondPassFrom: time(firstPassAt === undefined ? undefined : firstPassAt + secondPassAfter),
    secondPassAt: time(secondPassAt),
    completedAt: time(completedAt),
    ...omitAbsent({ lifted: lifted?.map((each) => ({ ...each, at: time(each.at) })) }),
  };
}

export function describeReceipt(receipt: ErasureReceipt): readonly string[] {
  const { id, requestedBy, profileIds, removed, lifted = [] } = receipt;
  const counts = Object.entries(removed).map(([kind, count]) => `${kind} ${count}`);
  return [
    `Receipt ${id}: ${describeState(receipt)}`,
    `  requested ${new Date(receipt.requestedAt).toISOString()} by ${requestedBy}`,
    `  profiles: ${profileIds.join(', ')}`,
    `  removed: ${counts.length === 0 ? 'nothing yet' : counts.join(', ')}`,
    ...lifted.map(
      ({ at, by, reason, ids }) =>
        `  lifted ${formatCount(ids, 'id')} on ${new Date(at).toISOString()} by ${by}: ${reason}`,
    ),
  ];
}

function describeState({ firstPassAt, secondPassAt, completedAt }: ErasureReceipt): string {
  if (completedAt !== undefined) return `complete since ${new Date(completedAt).toISOString()}.`;
  if (secondPassAt !== undefined)
    return 'the tables are clear. Files and queues follow within hours. `percorso erasures finish` continues it at once.';
  if (firstPassAt === undefined)
    return 'begun. It continues within an hour, or by `percorso erasures finish`.';
  const due = new Date(firstPassAt + secondPassAfter).toISOString();
  return `the first pass is done. The second one runs by itself after ${due}: it removes what was on its way.`;
}

/** Ids that touchpoints state: without the keys of profiles. */
function listIds({ keys }: ErasurePreview): readonly string[] {
  return keys
    .filter(({ type }) => type !== 'owner' && type !== 'slot')
    .map(({ type, value }) => `${type}:${value}`);
}

export function showPreview(preview: ErasurePreview): object {
  const { profileIds, sharedKeys, entries, addresses, journeys, places } = preview;
  return {
    profileIds,
    keys: listIds(preview).length,
    sharedKeys: sharedKeys.length,
    entries,
    addresses: addresses.length,
    journeys,
    places,
    erased: false,
  };
}

export function describePreview(preview: ErasurePreview): readonly string[] {
  const { profileIds, sharedKeys, entries, addresses, journeys } = preview;
  const ids = listIds(preview);
  const { entry = 0, message = 0 } = entries;
  const ofTimeline = `${entry.toLocaleString('en-US')} ${entry === 1 ? 'entry' : 'entries'} (events and what they caused) and ${formatCount(message, 'message')}`;
  const of = (list: readonly string[]) => (list.length === 0 ? 'none' : list.join(', '));
  return [
    `This would erase ${profileIds.length === 1 ? 'profile' : 'profiles'} ${profileIds.join(', ')} with ${ids.length} ids:`,
    ...ids.map((id) => `  ${id}`),
    ...(sharedKeys.length === 0
      ? []
      : [
          'Ids that another person stated too stay, with what holds for them, and are of that person from now on:',
          ...sharedKeys.map(({ type, value }) => `  ${type}:${value}`),
        ]),
    `Traits, segments, consents, caps and held messages go with the profile. Its timeline has ${ofTimeline}.`,
    `Journeys that end: ${of(journeys)}.`,
    `Addresses that are removed: ${of(addresses)}. What blocks them is kept with a hash.`,
    'Rejected events, replies, dead letters and the lake are searched within hours.',
    'Nothing was changed. It cannot be undone. To erase the person, add --yes.',
  ];
}
