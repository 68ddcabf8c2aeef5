/**
 * The state of one consent key is a fold over its statements that no order of arrival changes. It keeps the greatest of
 * two kinds: the firm statements (a no, a confirmed yes) and the others (a yes, a pending yes). Of two at one moment the
 * strictest is the greater: denied > confirmed > pending > granted; of two confirmed ones, any fixed order of addresses.
 * A statement that is no known word (`unreadableAt`) suspends every yes until a later statement. A confirmed yes of an
 * import (weak-moment.ts) is nothing beside any statement that is not of one.
 */
import { omitAbsent } from '../base/omit-absent.ts';
import type { Consent } from '../model/profile.ts';
import { isWeakened } from './weak-moment.ts';

interface Folded {
  readonly firm?:
    | { readonly isDenied: boolean; readonly at: number; readonly addressHash?: string | undefined }
    | undefined;
  readonly open?: NonNullable<Consent['later']> | undefined;
  readonly unreadable?: number | undefined;
}

const never = Number.NEGATIVE_INFINITY;

/** The state of both together. The same object when `stated` adds nothing. */
export function foldConsent(known: Consent | undefined, stated: Consent): Consent {
  if (known === undefined) return stated;
  const [left, right] = [unfold(known), unfold(stated)];
  const greater = isGreaterFirm(right.firm, left.firm) ? right.firm : left.firm;
  const open = isGreaterOpen(right.open, left.open) ? right.open : left.open;
  const own = Math.max(open?.at ?? never, left.unreadable ?? never, right.unreadable ?? never);
  const firm = isWeakened(own) || !isWeakened(greater?.at ?? own) ? greater : undefined;
  const latest = Math.max(firm?.at ?? never, open?.at ?? never);
  const last = Math.max(left.unreadable ?? latest - 1, right.unreadable ?? latest - 1);
  const unreadable = last < latest ? undefined : last;
  // It takes the place of the unconfirmed ones before it: whatever ends it is later than they are.
  const isOver = unreadable !== undefined || (open !== undefined && firm !== undefined && open.at <= firm.at);
  const kept = isOver ? undefined : open;
  const isSame = firm === left.firm && kept === left.open && unreadable === left.unreadable;
  return isSame ? known : toConsent({ firm, open: kept, unreadable });
}

function unfold({
  state,
  at,
  confirmed,
  addressHash,
  later,
  deniedAt,
  unreadableAt: unreadable,
}: Consent): Folded {
  if (state === 'denied') return { firm: { isDenied: true, at }, unreadable };
  if (confirmed === true) return { firm: { isDenied: false, at, addressHash }, open: later, unreadable };
  return {
    firm: deniedAt === undefined ? undefined : { isDenied: true, at: deniedAt },
    open: unreadable === undefined ? { state, at } : undefined,
    unreadable,
  };
}

function isGreaterFirm(next: Folded['firm'], than: Folded['firm']): boolean {
  if (next === undefined || than === undefined) return next !== undefined;
  if (next.at !== than.at || next.isDenied !== than.isDenied)
    return next.at > than.at || (next.at === than.at && next.isDenied);
  return (next.addressHash ?? '') > (than.addressHash ?? '');
}

function isGreaterOpen(next: Folded['open'], than: Folded['open']): boolean {
  if (next === undefined || than === undefined) return next !== undefined;
  return next.at > than.at || (next.at === than.at && next.state === 'pending' && than.state === 'granted');
}

/** A confirmed yes holds whatever unconfirmed statement follows: a form that is posted again interrupts no subscription. */
function toConsent({ firm, open, unreadable }: Folded): Consent {
  const suspended = omitAbsent({ unreadableAt: unreadable });
  if (firm?.isDenied === false) {
    const { at, addressHash } = firm;
    return {
      state: 'granted',
      at,
      confirmed: true,
      ...omitAbsent({ addressHash, later: open }),
      ...suspended,
    };
  }
  if (open !== undefined) return { ...open, ...omitAbsent({ deniedAt: firm?.at }) };
  if (firm !== undefined) return { state: 'denied', at: firm.at, ...suspended };
  return { state: 'pending', at: unreadable ?? 0, ...suspended };
}
