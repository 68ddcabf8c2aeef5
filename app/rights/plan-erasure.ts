/** Lists what an erasure removes, before it removes anything: afterwards nothing leads there. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { whatsAppProvider } from '../feedback/read-whatsapp-report.ts';
import type { ErasurePlan } from '../ports/erasure-receipts.ts';
import type { LedgerMessage } from '../ports/message-ledger.ts';
import type { PersonPlace } from '../ports/person-eraser.ts';
import type { TimelineReader } from '../ports/timeline-store.ts';
import { listTracedProfiles, type PersonTrace } from './person-trace.ts';
import { readRows, type TimelineRow } from './read-rows.ts';
import { startLakeDays } from './sweep/lake-days.ts';

/** Services whose reports name a message by an id of their own. */
const receiptProviders: Readonly<Record<string, string>> = { sms: 'sms-voice', whatsapp: whatsAppProvider };

/** Keys and addresses that lead to another person stay, and those that another one stated too are that person's from now on. */
export async function planErasure(
  trace: PersonTrace,
  timeline: TimelineReader,
  onRow?: (row: TimelineRow) => void,
): Promise<ErasurePlan> {
  const profileIds = listTracedProfiles(trace);
  const own = trace.keys.filter(({ relation }) => relation === 'leads' || relation === 'internal');
  const passedOn = own.flatMap(({ key, sharer: to }) => (to === undefined ? [] : [{ key, to }]));
  const keys = own.filter(({ sharer }) => sharer === undefined);
  const ofMessages: PersonPlace[] = [];
  const lake = startLakeDays();
  for await (const rows of readRows(timeline, profileIds)) {
    for (const row of rows) {
      lake.add(row);
      onRow?.(row);
      if (row.kind === 'message') ofMessages.push(...listOfMessage(row.message));
    }
  }
  const addresses = trace.addresses.filter(
    ({ isOfOther, isOfSeveral }) => isOfOther !== true && isOfSeveral !== true,
  );
  return {
    keys: keys.map(({ key }) => key),
    ...omitAbsent({ passedOn: passedOn.length === 0 ? undefined : passedOn }),
    lake: lake.read(),
    places: [
      ...ofMessages,
      ...trace.merges.map(({ at, ended }): PersonPlace => ({ kind: 'merge', at, ended })),
      ...trace.claims.runs.flatMap((run) =>
        addresses.map(({ channel, address }): PersonPlace => ({ kind: 'claim', run, channel, address })),
      ),
      ...trace.accountEntries.map((entry): PersonPlace => ({ kind: 'accountEntry', ...entry })),
      ...trace.devices.map((device): PersonPlace => ({ kind: 'passages', device })),
      ...addresses.flatMap(({ channel, address }): PersonPlace[] => [
        { kind: 'statements', channel, address },
        { kind: 'address', channel, address },
      ]),
      ...profileIds.flatMap((profileId): PersonPlace[] => [
        { kind: 'consents', profileId },
        { kind: 'timeline', profileId },
        { kind: 'looks', profileId },
      ]),
    ],
  };
}

function listOfMessage({ channel, providerId, links = [] }: LedgerMessage): readonly PersonPlace[] {
  const provider = receiptProviders[channel];
  return [
    ...links.map((code): PersonPlace => ({ kind: 'link', code })),
    ...(provider === undefined || providerId === undefined
      ? []
      : [{ kind: 'receipt', provider, providerId } as const]),
  ];
}
