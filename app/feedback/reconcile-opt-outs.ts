/**
 * States STOP for each number on the provider's opt-out list that we do not have as stopped: the provider may have put it
 * there by itself, or an operator by the console. The list has no order and no search by time, so it is read as a whole,
 * over as many runs as it needs. A number that is no longer on the list stays stopped: its absence is no statement.
 */
import { createHash } from 'node:crypto';
import { normalizeAddress } from '../../engine/channels/addresses.ts';
import { makeStopKey } from '../../engine/channels/consent-key.ts';
import type { PersonEvent } from '../../engine/model/effects.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { AddressStatements } from '../ports/address-statements.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { ReadingPositions } from '../ports/reading-positions.ts';
import type { OptOutList, OptOutPage } from '../ports/replies.ts';
import { mapBounded } from '../runtime/run-bounded.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

export interface ReconcileOptOutsPorts {
  readonly optOuts: Pick<OptOutList, 'list'>;
  readonly identities: Pick<IdentityStore, 'find' | 'read' | 'keep'>;
  readonly statements: Pick<AddressStatements, 'state'>;
  readonly positions: ReadingPositions;
}

export interface ReconcileOptOutsRuntime {
  readonly telemetry: Telemetry;
  /** Milliseconds. */
  wait(duration: number): Promise<void>;
}

/** Of one run: 10,000 numbers in about two minutes. */
const pagesPerRun = 100;
/** Milliseconds. AWS allows one request per second by default for most operations of the service. */
const pause = 1_000;
/** Numbers of a page at once. */
const concurrency = 10;

const channel = 'sms';
const position = 'sms-opt-outs';
const stopKey = makeStopKey(channel);

/** Continues where the previous run ended or failed. Throws when a call fails. */
export async function reconcileOptOuts(
  ports: ReconcileOptOutsPorts,
  { telemetry, wait }: ReconcileOptOutsRuntime,
): Promise<void> {
  let cursor = await ports.positions.read(position);
  for (let count = 1; ; count++) {
    const page = await ports.optOuts.list(cursor);
    const stated = await mapBounded(page?.numbers ?? [], concurrency, (number) => stateStop(number, ports));
    telemetry.count('OptOutsStated', stated.filter((isStated) => isStated).length);
    // Only after the page: a run that fails reads the page again.
    if (page?.cursor !== cursor) await ports.positions.keep(position, page?.cursor);
    const isEnd = page !== undefined && page.cursor === undefined;
    if (isEnd || count === pagesPerRun) return;
    cursor = page?.cursor;
    await wait(pause);
  }
}

/** False: it is known, or START came later. */
async function stateStop(
  { address: listed, at }: OptOutPage['numbers'][number],
  { identities, statements }: ReconcileOptOutsPorts,
): Promise<boolean> {
  const address = normalizeAddress(channel, listed);
  if (address === undefined) return false;
  const record = await identities.read(channel, address, { consistent: false });
  const isStopped = record?.deniedAt?.[stopKey] !== undefined;
  const startedAt = record?.grantedAt?.[stopKey];
  if (isStopped || (startedAt !== undefined && startedAt > at)) return false;
  const profileId = await findOwner(identities, { type: 'phone', value: address }, { consistent: false });
  // First: it is reported from here, and the number counts as known only with the second write.
  if (profileId !== undefined) {
    const event = describeStop(profileId, address, at);
    await statements.state({ channel, address, denied: [], event });
  }
  // Conditional: a START that came later and is stored meanwhile stays in force.
  await identities.keep({
    channel,
    address,
    kind: 'consent',
    key: stopKey,
    consent: { state: 'denied', at },
  });
  return true;
}

/** The same number and moment are the same event. */
function describeStop(profileId: string, address: string, at: number): PersonEvent {
  const hash = createHash('sha256').update(address).digest('hex').slice(0, 32);
  return {
    kind: 'EmitEvent',
    id: `opt-out:${hash}:${at}`,
    profileId,
    name: 'Consent Stated',
    properties: {},
    context: {
      consent: { [stopKey]: 'denied' },
      consentSource: { form: 'opt-out-list', recordedBy: 'reconcile-suppressions', address },
    },
    occurredAt: at,
  };
}
