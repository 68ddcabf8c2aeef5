/**
 * The second way for bounces and complaints: each address on SES's suppression list is suppressed as an address, whether
 * a person has it yet or not, and reported as an outcome to its person. Repeats and overlaps count once: the id is derived
 * from the address and the time.
 */

import { createHash } from 'node:crypto';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { HOUR } from '../../engine/base/time-units.ts';
import { normalizeEmail } from '../../engine/channels/normal-forms.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { SuppressionList, SuppressionPage } from '../ports/suppression-list.ts';
import { sendInCalls, throwFailed } from '../runtime/send-in-calls.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

export interface ReconcilePorts {
  readonly suppressions: SuppressionList;
  readonly identities: Pick<IdentityStore, 'find' | 'read' | 'keep'>;
  readonly events: EventBus;
}

/** Includes the hour of the previous run: if one run fails or starts late, nothing is missed. */
const lookBack = 2 * HOUR;
/** Read once a day, so that an outage of days loses nothing and no progress needs to be stored. */
const longLookBack = 14 * 24 * HOUR;
/** UTC. */
const longHour = 3;

/** The bus did not accept some outcomes; the next run reads the same hours again. */
export class SuppressionsUnreportedError extends Error {
  readonly code = 'suppressions_unreported';
  constructor(count: number) {
    super(`The event bus did not accept ${count} suppressions. The next hourly run reports them again.`);
    this.name = 'SuppressionsUnreportedError';
  }
}

/** `now` in epoch ms. Throws when a part of it failed. */
export async function reconcileSuppressions(
  { suppressions, identities, events }: ReconcilePorts,
  telemetry: Telemetry,
  now: number,
): Promise<void> {
  const isLong = new Date(now).getUTCHours() === longHour;
  const from = now - (isLong ? longLookBack : lookBack);
  let cursor: string | undefined;
  let unreported = 0;
  do {
    // 1 read the addresses that SES refuses to send to
    const page = await suppressions.list(from, now, cursor);
    // 2 suppress each address: a person who comes later must not get mail either
    await suppressPage(page, identities);
    // 3 find the person of each address; other applications of the account have addresses on the list, too
    const outcomes = await describePage(page, identities);
    // 4 report
    unreported += await reportOutcomes(outcomes, events);
    telemetry.count('SuppressionsReported', outcomes.length);
    cursor = page.cursor;
  } while (cursor !== undefined);
  if (unreported > 0) throw new SuppressionsUnreportedError(unreported);
}

/** Written only where it is not known: each entry is read by several runs. */
async function suppressPage(
  { suppressed }: SuppressionPage,
  identities: Pick<IdentityStore, 'read' | 'keep'>,
): Promise<void> {
  for (const { address: listed, reason } of suppressed) {
    const address = normalizeEmail(listed);
    if (address === undefined) continue;
    const known = await identities.read('email', address, { consistent: false });
    const isKnown = reason === 'complained' ? known?.hasComplained === true : known?.isSuppressed === true;
    if (!isKnown) await identities.keep({ channel: 'email', address, kind: 'suppressed', reason });
  }
}

async function describePage(
  { suppressed }: SuppressionPage,
  identities: Pick<IdentityStore, 'find'>,
): Promise<EmitEvent[]> {
  const outcomes: EmitEvent[] = [];
  for (const entry of suppressed) {
    const value = normalizeEmail(entry.address);
    if (value === undefined) continue;
    const profileId = await findOwner(identities, { type: 'email', value }, { consistent: false });
    if (profileId !== undefined) outcomes.push(describeOutcome(profileId, value, entry));
  }
  return outcomes;
}

function describeOutcome(
  profileId: string,
  address: string,
  { reason, at }: SuppressionPage['suppressed'][number],
): EmitEvent {
  const hash = createHash('sha256').update(address).digest('hex').slice(0, 32);
  return {
    kind: 'EmitEvent',
    id: `suppression:${hash}:${at}`,
    profileId,
    name: reason === 'complained' ? 'Message Complained' : 'Message Bounced',
    properties: {
      channel: 'email',
      address,
      reason: 'suppression_list',
      // SES lists hard bounces only.
      ...omitAbsent({ bounceType: reason === 'bounced' ? 'permanent' : undefined }),
    },
    occurredAt: at,
  };
}

/** Number of outcomes left out twice in a row. Throws when a call fails. */
async function reportOutcomes(outcomes: readonly EmitEvent[], events: EventBus): Promise<number> {
  const unsent = await sendInCalls(outcomes, (call) => events.put(call));
  throwFailed(unsent);
  return unsent.length;
}
