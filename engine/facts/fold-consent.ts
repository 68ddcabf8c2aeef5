/**
 * The state of one consent key is a fold over its statements that no order of arrival changes. It keeps the greatest of
 * two kinds: the firm statements (a no, a confirmed yes) and the others (a yes, a pending yes). Of two at one moment the
 * strictest is the greater: denied > confirmed > pending > granted; of two confirmed ones, any fixed order of addresses.
 */
import { omitAbsent } from '../base/omit-absent.ts';
import type { Consent } from '../model/profile.ts';

interface Folded {
  readonly firm?:
    | { readonly isDenied: boolean; readonly at: number; readonly addressHash?: string | undefined }
    | undefined;
  readonly open?: NonNullable<Consent['later']> | undefined;
}

/** The state of both together. The same object when `stated` adds nothing. */
export function foldConsent(known: Consent | undefined, stated: Consent): Consent {
  if (known === undefined) return stated;
  const [left, right] = [unfold(known), unfold(stated)];
  const firm = isGreaterFirm(right.firm, left.firm) ? right.firm : left.firm;
  const open = isGreaterOpen(right.open, left.open) ? right.open : left.open;
  const isOver = open !== undefined && firm !== undefined && open.at <= firm.at;
  const kept = isOver ? undefined : open;
  return firm === left.firm && kept === left.open ? known : toConsent({ firm, open: kept });
}

function unfold({ state, at, confirmed, addressHash, later, deniedAt }: Consent): Folded {
  if (state === 'denied') return { firm: { isDenied: true, at } };
  if (confirmed === true) return { firm: { isDenied: false, at, addressHash }, open: later };
  return {
    firm: deniedAt === undefined ? undefined : { isDenied: true, at: deniedAt },
    open: { state, at },
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
function toConsent({ firm, open }: Folded): Consent {
  if (firm?.isDenied === false) {
    const { at, addressHash } = firm;
    return { state: 'granted', at, confirmed: true, ...omitAbsent({ addressHash, later: open }) };
  }
  if (open !== undefined) return { ...open, ...omitAbsent({ deniedAt: firm?.at }) };
  return { state: 'denied', at: firm?.at ?? 0 };
}
