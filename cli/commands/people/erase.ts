/** `percorso erase` and `percorso erasures`: removes a person, with a receipt. */
import { randomBytes } from 'node:crypto';
import type { ErasureReceipt } from '../../../app/ports/erasure-receipts.ts';
import { erasePeople } from '../../../app/rights/erase-people.ts';
import { continueErasure } from '../../../app/rights/erase-person.ts';
import type { OnTraceProgress } from '../../../app/rights/find-trace.ts';
import { liftErasures } from '../../../app/rights/lift-erasures.ts';
import { previewErasure } from '../../../app/rights/preview-erasure.ts';
import { readReceipts } from '../../../app/rights/read-receipts.ts';
import { requestErasure } from '../../../app/rights/request-erasure.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import type { Erasure } from '../../cloud/open-erasure.ts';
import { describePreview, describeReceipt, showPreview, showReceipt } from '../../output/describe-erasure.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

/** Bytes of the salt of the hashes. */
const saltLength = 32;

export async function erase(
  person: string,
  { yes, dryRun }: { readonly yes?: true; readonly dryRun?: true },
  stores: Erasure,
  onProgress: OnTraceProgress,
): Promise<CommandResult> {
  if (yes === true && dryRun === true)
    throw new UsageError('--yes erases, and --dry-run does not.', 'Use one of them.');
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

export interface LiftOptions {
  readonly reason: string;
}

/** What held for the addresses holds again first. The person is created by the next event. */
export async function lift(
  ids: readonly string[],
  { reason }: LiftOptions,
  stores: Erasure,
): Promise<CommandResult> {
  const request = { ids, reason, by: await stores.nameCaller(), now: await stores.readNow() };
  const receipts = await liftErasures(stores, request);
  return {
    exitCode: 0,
    json: { erasures: receipts.map(showReceipt) },
    lines: [
      ...receipts.flatMap(describeReceipt),
      'These ids are ids again: the next event with them creates a person without a past. Events that were dropped stay dropped. A no, a complaint and a suppression of an address hold as before. An id that was not named stays erased, and an event that states it too can still be dropped.',
    ],
  };
}

async function preview(person: string, stores: Erasure, onProgress: OnTraceProgress): Promise<CommandResult> {
  const found = await previewErasure(stores, person, onProgress);
  if (found === undefined) return describeUnknownPerson(person);
  if ('receipt' in found) return describe(found.receipt);
  const { profileIds } = found;
  return {
    exitCode: 0,
    shows: { people: profileIds },
    json: showPreview(found),
    lines: describePreview(found),
  };
}

function describe(receipt: ErasureReceipt): CommandResult {
  return { exitCode: 0, json: showReceipt(receipt), lines: describeReceipt(receipt) };
}
