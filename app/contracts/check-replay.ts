/** Checks an event that is about to be sent again against the contracts: whether it would be rejected again. */
import {
  type ContractBreach,
  compileContracts,
  describeBreach,
} from '../../engine/contracts/compile-contract.ts';
import type { EventDocument } from '../../engine/model/documents/event-document.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import type { SentTouchpoint } from '../ports/touchpoint-sender.ts';

/** Why it would be rejected or quarantined again. Undefined: it counts. `now` in epoch ms. */
export type ReplayCheck = (touchpoint: SentTouchpoint, now: number) => string | undefined;

/** An event that breaks a contract which only warns counts. */
export function createReplayCheck(contracts: readonly EventDocument[]): ReplayCheck {
  const findBreach = compileContracts(contracts.filter(({ status }) => status === 'live'));
  return ({ source, name, detail }, now) => {
    if (contracts.length === 0) return undefined;
    const time = new Date(now).toISOString();
    const breach = findBreach(parseTouchpoint({ id: 'unsent', source, 'detail-type': name, time, detail }));
    return breach === undefined || breach.contract.onBreach === 'warn' ? undefined : describe(breach);
  };
}

function describe({ contract, breaches }: ContractBreach): string {
  return `it breaks the contract event/${contract.id}: ${breaches.map(describeBreach).join('; ')}`;
}
