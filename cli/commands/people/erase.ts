/** `percorso erase` and `percorso erasures`: removes a person, with a receipt. */
import { randomBytes } from 'node:crypto';
import type { ErasureReceipt } from '../../../app/ports/erasure-receipts.ts';
import { erasePeople } from '../../../app/rights/erase-people.ts';
import { continueErasure } from '../../../app/rights/erase-person.ts';
import type { OnTraceProgress } from '../../../app/rights/find-trace.ts';
import { previewErasure } from '../../../app/rights/preview-erasure.ts';
import { readReceipts } from '../../../app/rights/read-receipts.ts';
import { requestErasure } from '../../../app/rights/request-erasure.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { Erasure } from '../../cloud/open-erasure.ts';
import { describeReceipt, showReceipt } from '../../output/describe-erasure.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** Bytes of the salt of the hashes. */
const saltLength = 32;

export async function erase(
  person: string,
  { yes }: { readonly yes?: true },
  stores: Erasure,
  onProgress: OnTraceProgress,
): Promise<CommandResult> {
  const now = await stores.readNow();
  if (yes !== true) return preview(person, stores, onProgress);
  const request = { person, by: await stores.nameCaller(), now };
  const begun = await requestErasure(stores, request, onProgress);
  if (begun === undefined) return describeUnknownPerson(person);
  return describe(await continueErasure(stores, begun, now, randomBytes(saltLength)));
}

export async function listErasures(stores: Erasure): Promise<CommandResult> {
  const receipts: ErasureReceipt[] = [];
  for await (const receipt of readReceipts(stores.receipts)) receipts.push(receipt);
  return {
    exitCode: 0,
    json: { erasures: receipts.map(showReceipt) },
    lines: receipts.length === 0 ? ['No one was erased.'] : receipts.flatMap(describeReceipt),
  };
}

/** Continues each erasure, as the function erase-people does. */
export async function finishErasures(stores: Erasure): Promise<CommandResult> {
  const now = await stores.readNow();
  const continued = await erasePeople(stores, {
    now: () => now,
    remainingMilliseconds: () => Number.POSITIVE_INFINITY,
    telemetry: silentTelemetry,
    makeSalt: () => randomBytes(saltLength),
  });
  return {
    exitCode: 0,
    json: { erasures: continued.map(showReceipt) },
    lines: continued.length === 0 ? ['No erasure waits.'] : continued.flatMap(describeReceipt),
  };
}

async function preview(person: string, stores: Erasure, onProgress: OnTraceProgress): Promise<CommandResult> {
  const found = await previewErasure(stores, person, onProgress);
  if (found === undefined) return describeUnknownPerson(person);
  if ('receipt' in found) return describe(found.receipt);
  const { profileIds, places } = found;
  const keys = found.keys.filter(({ type }) => type !== 'owner' && type !== 'slot');
  return {
    exitCode: 0,
    shows: { people: profileIds },
    json: { profileIds, keys: keys.length, places, erased: false },
    lines: [
      `This would erase ${profileIds.length === 1 ? 'profile' : 'profiles'} ${profileIds.join(', ')} with ${keys.length} ids:`,
      ...keys.map(({ type, value }) => `  ${type}:${value}`),
      `and all that is stored with them: ${Object.entries(places)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', ')} (places).`,
      'Nothing was changed. It cannot be undone. To erase the person, add --yes.',
    ],
  };
}

function describe(receipt: ErasureReceipt): CommandResult {
  return { exitCode: 0, json: showReceipt(receipt), lines: describeReceipt(receipt) };
}
