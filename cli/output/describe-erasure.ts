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
    return 'the tables are clear. What is in files and queues follows. Run `percorso erasures finish` to continue it.';
  if (firstPassAt === undefined) return 'begun. Run `percorso erasures finish` to continue it.';
  const due = new Date(firstPassAt + secondPassAfter).toISOString();
  return `the first pass is done. Run \`percorso erasures finish\` after ${due}: it removes what was on its way.`;
}
