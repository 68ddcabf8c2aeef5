/** The whole consent ledger of a person: the statements of each profile, and what operators did with each address. */
import type { JsonObject } from '../../../engine/base/json.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { readSaidAt } from '../../../engine/channels/weak-moment.ts';
import { nameAddress } from '../../../engine/model/address-statement.ts';
import type { ConsentLedger, ConsentRecord } from '../../ports/consent-ledger.ts';
import type { Wording, WordingStore } from '../../ports/wording-store.ts';
import { listTracedProfiles, type PersonTrace } from '../person-trace.ts';
import { showMoments, toJson, toMoment } from './moments.ts';

export interface StatementSources {
  readonly consents: Pick<ConsentLedger, 'list'>;
  readonly wordings: Pick<WordingStore, 'find'>;
}

const pageSize = 100;

/** Newest first of each profile. A text is read once per version. */
export async function* listStatements(
  { consents, wordings }: StatementSources,
  trace: Pick<PersonTrace, 'profileId' | 'ended' | 'addresses'>,
): AsyncGenerator<JsonObject> {
  const texts = new Map<string, Wording | undefined>();
  const find = async (version: string | undefined) => {
    if (version === undefined) return undefined;
    if (!texts.has(version)) texts.set(version, await wordings.find(version));
    return texts.get(version);
  };
  const addresses = trace.addresses
    .filter(({ isOfOther }) => isOfOther !== true)
    .map(({ channel, address }) => nameAddress(channel, address));
  for (const partition of [...listTracedProfiles(trace), ...addresses]) {
    let cursor: string | undefined;
    do {
      const page = await consents.list(partition, pageSize, cursor);
      for (const record of page.records) yield describeStatement(record, await find(record.wording?.version));
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
}

function describeStatement(record: ConsentRecord, shown: Wording | undefined): JsonObject {
  const { touchpointId: id, saidAt, receivedAt, consents, name: event, profileId, ...rest } = record;
  const isOfAddress = profileId.includes('#');
  return toJson({
    saidAt: toMoment(saidAt),
    receivedAt: toMoment(receivedAt),
    event,
    id,
    ...(isOfAddress ? { ofAddress: profileId } : { profileId }),
    consents: consents.map(({ from, ...consent }) => ({
      ...(showMoments(consent) as JsonObject),
      countsFrom: toMoment(readSaidAt(from)),
    })),
    ...omitAbsent(rest),
    textThatWasShown: shown === undefined ? undefined : { ...shown },
  });
}
