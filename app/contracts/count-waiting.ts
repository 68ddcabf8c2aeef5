/** After a publication of contracts: the events that wait for it. Reads keys only. */
import type { ProgramChanges } from '../../engine/config/snapshot/list-changes.ts';
import type { RejectedStore } from '../ports/rejected-store.ts';

export interface WaitingEvents {
  /** Name → quarantined events. */
  readonly quarantined: Readonly<Record<string, number>>;
  /** Events that a contract rejected. */
  readonly rejected: number;
  /** There may be more: only so many keys were read. */
  readonly isCut: boolean;
}

/** `failure`: what stopped the count. */
export type WaitingAnswer = WaitingEvents | { readonly failure: unknown };

/** Pages of 1,000 keys, of each of the two: ten requests cost $0.00005. */
const maxPages = 5;

/** Undefined: no contract changed. A failure is part of the answer and never stops a publication. */
export async function countWaiting(
  { added, changed, removed }: ProgramChanges,
  open: () => Promise<RejectedStore>,
): Promise<WaitingAnswer | undefined> {
  if (![...added, ...changed, ...removed].some((label) => label.startsWith('event/'))) return undefined;
  try {
    const store = await open();
    const quarantine = await listKeys(store.listQuarantined, store);
    const rejections = await listKeys(store.list, store);
    const quarantined: Record<string, number> = {};
    for (const { eventName = '' } of quarantine.keys)
      quarantined[eventName] =
        (Object.hasOwn(quarantined, eventName) ? (quarantined[eventName] ?? 0) : 0) + 1;
    const rejected = rejections.keys.filter(({ code }) => code === 'contract_rejected').length;
    return { quarantined, rejected, isCut: quarantine.isCut || rejections.isCut };
  } catch (failure) {
    return { failure };
  }
}

async function listKeys(list: RejectedStore['list'], store: RejectedStore) {
  const keys: NonNullable<ReturnType<RejectedStore['readKey']>>[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const found = await list.call(store, cursor);
    keys.push(...found.keys.flatMap((key) => store.readKey(key) ?? []));
    cursor = found.cursor;
    if (cursor === undefined) break;
  }
  return { keys, isCut: cursor !== undefined };
}
