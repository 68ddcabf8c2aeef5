/**
 * The second way for bounces and complaints: whatever SES put on its suppression list is reported as an outcome of
 * the person whose address it is. Repeats and overlaps are harmless: the id is made of address and moment.
 */

import { createHash } from 'node:crypto';
import { HOUR } from '../../engine/base/time-units.ts';
import { normalizeEmail } from '../../engine/channels/normal-forms.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { EventBus, IdentityStore, SuppressionList, SuppressionPage } from '../ports/ports.ts';
import { sendInCalls, throwFailed } from '../runtime/send-in-calls.ts';
import type { Telemetry } from '../runtime/telemetry.ts';

export interface ReconcilePorts {
  readonly suppressions: SuppressionList;
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly events: EventBus;
}

/** The last run's hour once more: one run may fail, or start late, and nothing is missed. */
const lookBack = 2 * HOUR;
/** Once a day, so that what an outage of days has missed is read without a mark of how far the runs came. */
const longLookBack = 14 * 24 * HOUR;
/** UTC. */
const longHour = 3;

/** Some outcomes were not taken; the next run reads the same hours again. */
export class SuppressionsUnreportedError extends Error {
  readonly code = 'suppressions_unreported';
  constructor(count: number) {
    super(`The event bus did not take ${count} suppressions. The next hourly run reports them again.`);
    this.name = 'SuppressionsUnreportedError';
  }
}

/** `now` in epoch ms. Throws when not all of it went through. */
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
    // 1 read what SES refuses to write to
    const page = await suppressions.list(from, now, cursor);
    // 2 find whose address it is; others of the account are not ours
    const outcomes = await describePage(page, identities);
    // 3 report
    unreported += await reportOutcomes(outcomes, events);
    telemetry.count('SuppressionsReported', outcomes.length);
    cursor = page.cursor;
  } while (cursor !== undefined);
  if (unreported > 0) throw new SuppressionsUnreportedError(unreported);
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
      ...(reason === 'bounced' ? { bounceType: 'permanent' } : {}),
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
