/**
 * How often a person is asked for confirmations: one message in an hour to an address, five addresses in an hour. The
 * requests are kept among the firings of rules, whose ids have no colon: `confirm:`, 32 bits of the address's hash, 32
 * bits of what was asked for; in the place of the times, the moment from which the answer counts.
 */
import { hashToInteger, toHex } from '../base/hash.ts';
import { HOUR } from '../base/time-units.ts';
import { findAddress } from '../channels/addresses.ts';
import { hashAddress } from '../channels/confirmed-address.ts';
import { readEffectiveOf } from '../channels/effective-consent.ts';
import type { HeldMessage } from '../model/held-message.ts';
import type { Profile } from '../model/profile.ts';
import type { TemplateHeader } from '../model/program-snapshot.ts';
import type { Turn } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';

/** Of the origin of a confirmation message: its purpose follows. */
export const originPrefix = 'purpose:';

export function isConfirmation({ origin }: HeldMessage): boolean {
  return origin.startsWith(originPrefix);
}

const maxAddressesPerHour = 5;
const prefix = 'confirm:';

/** `name`: among the firings of rules. */
export function isConfirmationRequest(name: string): boolean {
  return name.startsWith(prefix);
}

export interface ConfirmationHour {
  /** Names all requests to the address. */
  readonly address: string;
  readonly name: string;
  /** An answer must count from a later moment (epoch ms): of the latest no, or of what another address confirmed. */
  readonly since: number;
  /** The latest message to the address asked for the same, and its answer still has an effect. */
  readonly isAsked: boolean;
  /** When the next message may go to the address (epoch ms); the past: now. */
  readonly freeAt: number;
}

/** For the person's present address on the template's channel. */
export function checkHour(
  { profile, program }: Turn,
  { id, channel }: TemplateHeader,
  keys: readonly string[],
): ConfirmationHour {
  const address = prefix + hashAddress(channel, findAddress(profile, channel) ?? '').slice(0, 8);
  const name = address + toHex(hashToInteger([id, ...[...keys].sort()].join(' ')));
  const requests = Object.entries(profile.ruleFirings).flatMap(([of, [requestedAt, at]]) =>
    of.startsWith(prefix) ? [{ of, requestedAt, at }] : [],
  );
  const own = requests.filter(({ of }) => of.startsWith(address));
  const latest = requests.map(({ at }) => at).sort((left, right) => right - left);
  const lastAt = Math.max(...own.map(({ at }) => at), latest[maxAddressesPerHour - 1] ?? -HOUR);
  const since = Math.max(...keys.map((key) => findFirm(profile, key, program)));
  const isAsked = own.some(({ of, requestedAt }) => of === name && requestedAt > since);
  return { address, name, since, isAsked, freeAt: lastAt + HOUR };
}

/** `requestedAt`: the moment from which the answer counts (epoch ms). A request of more than an hour ago limits nothing. */
export function noteRequest(turn: Turn, { address, name }: ConfirmationHour, requestedAt: number): void {
  const firings = writeRecord(turn, 'ruleFirings');
  for (const [of, [, at]] of Object.entries(firings)) {
    if (of.startsWith(address) || (of.startsWith(prefix) && at + HOUR <= turn.now)) delete firings[of];
  }
  firings[name] = [requestedAt, turn.now];
}

/** When (epoch ms) the statement was made that a new confirmation must follow; 0: there is none. */
function findFirm({ consents }: Profile, key: string, { topicPurposes }: Turn['program']): number {
  const consent = readEffectiveOf(consents, key, topicPurposes);
  return (consent?.confirmed === true ? consent.at : consent?.deniedAt) ?? 0;
}
