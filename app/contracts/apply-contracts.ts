/** Checks the touchpoints of a slice against the contracts in force. Loads with the first stage that has a contract. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import {
  type ContractBreach,
  compileContracts,
  describeBreach,
  type FindBreach,
} from '../../engine/contracts/compile-contract.ts';
import type { EventDocument } from '../../engine/model/documents/event-document.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { identityKeys } from '../../engine/touchpoint/identity-keys.ts';
import type { AdvanceDependencies } from '../advance/dependencies.ts';
import { makeRejected } from '../advance/records/make-rejected.ts';
import type { QueueMessage, ReceivedTouchpoint } from '../advance/records/queue-message.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { RejectionCode } from '../ports/rejection-codes.ts';
import { readReceiveCount } from '../runtime/sqs-batch.ts';

/** By the contracts of a program, which live as long as it. */
const compiled = new WeakMap<readonly EventDocument[], FindBreach>();

/**
 * A touchpoint that breaks its contract counts with a trace (`warn`), or becomes a rejection (`reject`, `quarantine`).
 * One that is delivered again may have been counted before its contract was published: the person is then woken, so that
 * an outbox which a crash left is published.
 */
export async function applyContracts(
  dependencies: AdvanceDependencies,
  contracts: readonly EventDocument[],
  messages: readonly QueueMessage[],
): Promise<readonly QueueMessage[]> {
  const findBreach = compiled.get(contracts) ?? compileContracts(contracts);
  compiled.set(contracts, findBreach);
  const applied: QueueMessage[] = [];
  for (const message of messages) {
    const broken = message.kind === 'touchpoint' ? findBreach(message.touchpoint) : undefined;
    if (message.kind !== 'touchpoint' || broken === undefined) {
      applied.push(message);
      continue;
    }
    dependencies.telemetry.count('ContractBreaches');
    if (broken.contract.onBreach === 'warn') {
      applied.push({ ...message, breach: [broken.contract.id, summarize(broken)] });
      continue;
    }
    applied.push(rejectTouchpoint(message, broken));
    if (readReceiveCount(message.record) > 1) {
      const profileId = await findKnownProfile(dependencies.identities, message.touchpoint);
      if (profileId !== undefined) applied.push({ kind: 'wake', record: message.record, profileId });
    }
  }
  return applied;
}

const codes = { reject: 'contract_rejected', quarantine: 'contract_quarantined' } as const satisfies Record<
  string,
  RejectionCode
>;

function rejectTouchpoint(message: ReceivedTouchpoint, broken: ContractBreach): QueueMessage {
  const { contract, breaches } = broken;
  const code = codes[contract.onBreach === 'quarantine' ? 'quarantine' : 'reject'];
  const replay =
    contract.onBreach === 'quarantine'
      ? `\`percorso events replay ${JSON.stringify(contract.event)}\``
      : `\`percorso rejected replay --code ${code}\``;
  const rejected = makeRejected(message, {
    code,
    message: `It breaks the contract event/${contract.id}: ${breaches.map(describeBreach).join('; ')}`,
    remedy: `Correct the source or the contract, then send it again: ${replay}.`,
  });
  const name = contract.onBreach === 'quarantine' ? message.touchpoint.name : undefined;
  // Quarantined events are stored by their name.
  return {
    kind: 'rejected',
    record: message.record,
    rejected: { ...rejected, ...omitAbsent({ eventName: name }), contract: contract.id },
    touchpoint: message.touchpoint,
    breach: [contract.id, summarize(broken)],
  };
}

/** The first breach, and the number of the others. */
function summarize({ breaches }: ContractBreach): string {
  const [first, ...others] = breaches;
  if (first === undefined) return '';
  return others.length === 0 ? describeBreach(first) : `${describeBreach(first)}, and ${others.length} more`;
}

/** The profile of the first id that is known; no id is bound. Undefined: the touchpoint was not counted before. */
async function findKnownProfile(
  identities: Pick<IdentityStore, 'find'>,
  touchpoint: Touchpoint,
): Promise<string | undefined> {
  let keys = identityKeys(touchpoint);
  // A key may lead to a stronger one, which has the profile.
  for (let step = 0; step < 4 && keys.length > 0; step++) {
    const found = await identities.find(keys, { consistent: true });
    const bound = found.find((binding) => binding !== undefined);
    if (bound === undefined) return undefined;
    if ('profileId' in bound) return bound.profileId;
    keys = [bound.sameAs];
  }
  return undefined;
}
