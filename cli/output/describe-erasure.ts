/** The sentences of an erasure. */
import type { ErasureReceipt } from '../../app/ports/erasure-receipts.ts';
import { secondPassAfter } from '../../app/rights/erase-person.ts';

/** Without the plan, which names the person. */
export function showReceipt({ plan: _personal, ...receipt }: ErasureReceipt): object {
  const { requestedAt, firstPassAt, secondPassAt, completedAt, ...rest } = receipt;
  const time = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return {
    ...rest,
    requestedAt: time(requestedAt),
    firstPassAt: time(firstPassAt),
    secondPassFrom: time(firstPassAt === undefined ? undefined : firstPassAt + secondPassAfter),
    secondPassAt: time(secondPassAt),
    completedAt: time(completedAt),
  };
}

export function describeReceipt(receipt: ErasureReceipt): readonly string[] {
  const { id, requestedBy, profileIds, removed } = receipt;
  const counts = Object.entries(removed).map(([kind, count]) => `${kind} ${count}`);
  return [
    `Receipt ${id}: ${describeState(receipt)}`,
    `  requested ${new Date(receipt.requestedAt).toISOString()} by ${requestedBy}`,
    `  profiles: ${profileIds.join(', ')}`,
    `  removed: ${counts.length === 0 ? 'nothing yet' : counts.join(', ')}`,
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
