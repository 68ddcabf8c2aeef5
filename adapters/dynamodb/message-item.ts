/** One message of the ledger as an item of the timeline table, from claim to outcome. */

import type {
  AddressChoice,
  LedgerMessage,
  MessageState,
  RecordedWait,
  Settlement,
  ShownFallback,
} from '../../app/ports/message-ledger.ts';
import { nameRecipient } from '../../app/ports/name-recipient.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';
import { measuredChannels } from '../../engine/model/measures.ts';
import type { MessageLimit } from '../../engine/model/timeline-entry.ts';
import { messageSortKey, schemaVersion } from '../keys.ts';
import {
  checkSchemaVersion,
  type Item,
  makeNumber,
  makeText,
  readNumber,
  readOptionalNumber,
  readText,
  StoredItemInvalidError,
} from './attributes.ts';

const entity = 'Message';

const countedByPrefix = 'countedBy:';

/** An attribute per outcome: an update cannot create a map and fill it at once. */
export function countedByAttribute(outcome: string): string {
  return countedByPrefix + outcome;
}

export function makeMessageKey(profileId: string, messageId: string): Item {
  return { pk: makeText(profileId), sk: makeText(messageSortKey(messageId)) };
}

/** The item of a first claim, key included. `expiresAt` in epoch seconds; the address is that of the call: the person may have another one later. */
export function encodeClaim(
  message: SendMessage | CallWebhook,
  batch: string,
  now: number,
  expiresAt: number,
): Item {
  return {
    ...makeMessageKey(message.profileId, message.id),
    entity: makeText(entity),
    schemaVersion: makeNumber(schemaVersion),
    expiresAt: makeNumber(expiresAt),
    channel: makeText(message.kind === 'SendMessage' ? message.channel : 'webhook'),
    origin: makeText(message.origin),
    ...encodeRecipient(nameRecipient(message)),
    ...encodeContent(message),
    state: makeText('claimed'),
    attempt: makeNumber(1),
    claimedAt: makeNumber(now),
    // Owner of the message: the claiming invocation, then the settling one.
    batch: makeText(batch),
    // A map for outcomes: an update cannot create and fill it at once.
    outcomes: { M: {} },
  };
}

/** The item of a message that waits without a claim. */
export function encodeWait(
  message: SendMessage | CallWebhook,
  wait: RecordedWait,
  batch: string,
  now: number,
  expiresAt: number,
): Item {
  return {
    ...encodeClaim(message, batch, now, expiresAt),
    attempt: makeNumber(0),
    ...encodeSettlement({ ...wait, state: 'released', batch, at: now }),
  };
}

export function encodeRecipient(to: string | undefined): Item {
  return omitAbsent({ to: to === undefined ? undefined : makeText(to) });
}

/** What a report is counted by. */
function encodeContent(message: SendMessage | CallWebhook): Item {
  if (message.kind !== 'SendMessage') return {};
  const { template, step, variant, locale } = message;
  return {
    template: makeText(template),
    ...omitAbsent({
      step: step === undefined ? undefined : makeText(step),
      variant: variant === undefined ? undefined : makeText(variant),
      locale: locale === undefined ? undefined : makeText(locale),
    }),
  };
}

/** The attributes that a settlement writes. */
export function encodeSettlement(settlement: Settlement): Item {
  const { state, reason, waitsUntil, limit, choice, fallbacks, providerId, links, batch, at } = settlement;
  return {
    state: makeText(state),
    settledAt: makeNumber(at),
    batch: makeText(batch),
    ...omitAbsent({
      reason: reason === undefined ? undefined : makeText(reason),
      waitsUntil: waitsUntil === undefined ? undefined : makeNumber(waitsUntil),
      limit: limit === undefined ? undefined : makeText(JSON.stringify(limit)),
      choice: choice === undefined ? undefined : makeText(JSON.stringify(choice)),
      fallbacks: fallbacks === undefined ? undefined : makeText(JSON.stringify(fallbacks)),
      providerId: providerId === undefined ? undefined : makeText(providerId),
      links: links === undefined ? undefined : makeText(links.join(' ')),
    }),
  };
}

export function decodeMessage(item: Item): LedgerMessage {
  checkSchemaVersion(item, entity);
  const settledAt = readOptionalNumber(item, 'settledAt');
  const recountedAt = readOptionalNumber(item, 'recountedAt');
  const waitsUntil = readOptionalNumber(item, 'waitsUntil');
  return {
    id: readText(item, 'sk', entity).slice(messageSortKey('').length),
    profileId: readText(item, 'pk', entity),
    channel: readChoice(item, 'channel', measuredChannels),
    origin: readText(item, 'origin', entity),
    ...readIfSet(item, 'to'),
    ...readIfSet(item, 'template'),
    ...readIfSet(item, 'step'),
    ...readIfSet(item, 'variant'),
    ...readIfSet(item, 'locale'),
    state: readChoice(item, 'state', states),
    attempt: readNumber(item, 'attempt', entity),
    claimedAt: readNumber(item, 'claimedAt', entity),
    ...omitAbsent({ settledAt }),
    ...readIfSet(item, 'reason'),
    ...omitAbsent({ waitsUntil, limit: readJson<MessageLimit>(item, 'limit') }),
    ...omitAbsent({ choice: readJson<AddressChoice>(item, 'choice') }),
    ...omitAbsent({ fallbacks: readJson<readonly ShownFallback[]>(item, 'fallbacks') }),
    ...readIfSet(item, 'providerId'),
    ...omitAbsent({ links: item['links']?.S?.split(' ') }),
    ...readIfSet(item, 'batch'),
    ...omitAbsent({ recountedAt }),
    outcomes: Object.fromEntries(
      Object.entries(item['outcomes']?.M ?? {}).map(([name, at]) => [name, Number(at.N)]),
    ),
    ...readIfSet(item, 'reportedReason'),
    ...omitAbsent({ countedBy: readCountedBy(item) }),
    ...readIfSet(item, 'clicks'),
  };
}

/** As it was settled. */
function readJson<Value>(item: Item, name: string): Value | undefined {
  const text = item[name]?.S;
  return text === undefined ? undefined : (JSON.parse(text) as Value);
}

function readCountedBy(item: Item): LedgerMessage['countedBy'] {
  const found = Object.entries(item).flatMap(([name, value]) =>
    name.startsWith(countedByPrefix) && value.S !== undefined
      ? [[name.slice(countedByPrefix.length), value.S] as const]
      : [],
  );
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

const states: readonly MessageState[] = ['claimed', 'released', 'sent', 'failed', 'suppressed', 'unknown'];

function readIfSet<
  Name extends
    | 'to'
    | 'template'
    | 'step'
    | 'variant'
    | 'locale'
    | 'reason'
    | 'reportedReason'
    | 'providerId'
    | 'batch'
    | 'clicks',
>(item: Item, name: Name): Partial<Record<Name, string>> {
  const value = item[name]?.S;
  const found: Partial<Record<Name, string>> = {};
  if (value !== undefined) found[name] = value;
  return found;
}

function readChoice<Choice extends string>(item: Item, name: string, choices: readonly Choice[]): Choice {
  const text = readText(item, name, entity);
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  throw new StoredItemInvalidError(
    entity,
    name,
    `is not one of ${choices.join(', ')}`,
    'Restore the item from a backup, or delete it.',
  );
}
