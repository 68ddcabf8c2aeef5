/**
 * When the person last used the address of a message: by a click, or by the open of an email. Only messages that the
 * policy `last_used` sent say so: a person with one address has none.
 */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { AddressUse } from '../ports/address-uses.ts';
import type { LedgerMessage } from '../ports/message-ledger.ts';
import { findClickReason } from './clicks/classify-clicks.ts';
import { type ClickLog, listClicks } from './clicks/click-log.ts';
import type { Report } from './provider-report.ts';

/** An open of a machine is another outcome. */
export function findOpenUse(message: LedgerMessage, { outcome, at }: Report): AddressUse | undefined {
  const address = findAddress(message);
  return outcome === 'opened' && address?.channel === 'email' ? { ...address, at } : undefined;
}

interface ClickedMessage {
  readonly message: LedgerMessage;
  readonly log: ClickLog;
}

/**
 * By all that is known of the message; of clicks that are still held, only that of the report. What looked like a
 * person's click by its own report is withdrawn.
 */
export function findClickUse(
  { message, log }: ClickedMessage,
  { click, at }: Report,
  heldSince: number,
): AddressUse | undefined {
  const address = findAddress(message);
  if (address === undefined) return undefined;
  const { opened } = message.outcomes;
  const possible = listClicks(log).filter(({ reason }) => reason === undefined);
  const human = possible.filter((each) => findClickReason(each, log) === undefined);
  const known = human.filter((each) => each.at <= heldSince || (click !== undefined && each.at === at));
  const moments = [
    ...known.map((each) => each.at),
    ...(opened !== undefined && address.channel === 'email' ? [opened] : []),
  ];
  const machine = possible.filter((each) => !human.some((other) => other.at === each.at));
  const withdrawn = [...new Set(machine.map((each) => each.at))].filter((each) => !moments.includes(each));
  if (moments.length + withdrawn.length === 0) return undefined;
  return {
    ...address,
    ...omitAbsent({
      at: moments.length === 0 ? undefined : Math.max(...moments),
      withdrawn: withdrawn.length === 0 ? undefined : withdrawn,
    }),
  };
}

function findAddress({ channel, choice }: LedgerMessage): Omit<AddressUse, 'at'> | undefined {
  if (choice?.isByUse !== true || choice.to === undefined || channel === 'webhook') return undefined;
  return { channel, address: choice.to };
}
