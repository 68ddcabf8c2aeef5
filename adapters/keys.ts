/** DynamoDB keys and entity names: built and parsed only here. */
import { nameAddress } from '../engine/model/address-statement.ts';
import type { IdentityKey } from '../engine/model/touchpoint.ts';

export const schemaVersion = 1;

export const touchpointPrefix = 'T#';

/** Sort key of a touchpoint in the timeline: chronological, unique per id. */
export function touchpointSortKey(occurredAt: number, touchpointId: string): string {
  return `${touchpointPrefix}${sortableTime(occurredAt)}#${touchpointId}`;
}

/** Prefix of the folds with touchpoints that occurred in the span that ends at `end`: after the last of them. */
export function foldPrefix(end: number): string {
  return `${touchpointPrefix}${sortableTime(end)}+`;
}

/** Sort key of a fold by the sort key of its newest touchpoint. */
export function foldSortKey(end: number, newest: string): string {
  return `${foldPrefix(end)}${newest.slice(touchpointPrefix.length)}`;
}

/** Epoch ms: the inverse of touchpointSortKey. */
export function parseTouchpointTime(sortKey: string): number {
  const [sign, digits] = [sortKey.at(touchpointPrefix.length), sortKey.slice(touchpointPrefix.length + 1)];
  return Number(digits.slice(0, 14)) - (sign === '1' ? 0 : 1e14);
}

/** Sort key of a statement in the consent ledger: by when it was said. */
export function consentSortKey(saidAt: number, touchpointId: string): string {
  return `${sortableTime(saidAt)}#${touchpointId}`;
}

/**
 * Partition of a version of a page's text, in the table of the consent ledger. Profile ids contain no `#`. The policy of
 * serve-preferences names the prefix.
 */
export function wordingPartition(version: string): string {
  return `WORDING#${version}`;
}

export const wordingSortKey = 'TEXT';

/** Sort key of a message in the ledger. Message ids start with their time, so this sorts as well. */
export function messageSortKey(messageId: string): string {
  return `M#${messageId}`;
}

/** Sort key, in the timeline, of an entry count that was moved out of the profile. */
export function entryCountSortKey(name: string): string {
  return `E#${name}`;
}

/** Partition, in the timeline table, of the merges of one day (UTC). */
export function mergePartition(day: string): string {
  return `MERGES#${day}`;
}

export function mergeSortKey(at: number, ended: string): string {
  return `${sortableTime(at)}#${ended}`;
}

export const mergeStatePrefix = 'G#';

/** Sort key, in the partition of the profile that stays, of a state that a merge keeps, in parts. */
export function mergeStateSortKey(
  merge: string,
  kind: 'before' | 'repeated' | 'plan',
  version: number,
  part: number,
): string {
  const [place, piece] = [String(version).padStart(12, '0'), String(part).padStart(3, '0')];
  return `${mergeStatePrefix}${merge}#${kind}#${place}#${piece}`;
}

/** Partition of a short link. */
export function shortLinkPartition(code: string): string {
  return `LINK#${code}`;
}

export const shortLinkSortKey = 'LINK';

/** Sort key of the copy of a message that its reader can open in a browser. */
export function copySortKey(messageId: string): string {
  return `V#${messageId}`;
}

/** Partition of a provider message id: the provider's service and its id of a message. */
export function receiptPartition(provider: string, providerId: string): string {
  return `RECEIPT#${provider}#${providerId}`;
}

export const receiptSortKey = 'RECEIPT';

/** Partition of the replies that an operator reads, in the timeline table. */
export const doubtfulReplyPartition = 'REPLIES';

export function doubtfulReplySortKey(at: number, id: string): string {
  return `${sortableTime(at)}#${id}`;
}

export function identityKey(type: string, value: string): string {
  return `${type}#${value}`;
}

/** The inverse of identityKey: types contain no `#`. */
export function parseIdentityKey(text: string): IdentityKey {
  const end = text.indexOf('#');
  return { type: text.slice(0, end) as IdentityKey['type'], value: text.slice(end + 1) };
}

/** Published documents. A partition per kind, so that IAM can restrict writes by kind (`dynamodb:LeadingKeys`). */
export function documentPartition(kind: string): string {
  return `DOCUMENT#${kind}`;
}

/** Documents that are staged, not published. */
export function stagedPartition(kind: string): string {
  return `STAGED#${kind}`;
}

/** Pauses of operators; the sort key is the label (`journey/win-back`). */
export const pausePartition = 'PAUSE';

/** Key of the facts about an address, in the table of identity keys. */
export const addressKey = nameAddress;

/** The inverse of addressKey: channels contain no `#`. */
export function parseAddressKey(text: string): { channel: string; address: string } {
  const [, channel = '', address = ''] = /^address#([^#]*)#(.*)$/s.exec(text) ?? [];
  return { channel, address };
}

/** Key of an account, in the table of identity keys. No type of identity is called so. */
export function accountKey(account: string): string {
  return `account#${account}`;
}

/** Key of the one entry of an account into a journey. */
export function accountEntryKey(journey: string, account: string): string {
  return `account-entry#${journey}#${account}`;
}

/** Journey, whose id contains no `#`, and account. */
export const splitAccountEntryKey = (text: string): readonly string[] =>
  /^account-entry#([^#]*)#(.*)$/s.exec(text)?.slice(1) ?? [];

/** Key, in the table of identity keys, of how far a list has been read. No type of identity is called so. */
export function readingPositionKey(list: string): string {
  return `position#${list}`;
}

/** Partition of the index of unreported statements. */
export function unreportedPartitionKey(partition: number): string {
  return `U#${partition}`;
}

/** Partition, in the index of unreported statements, of the identity keys that several users state. */
export const conflictPartition = 'CONFLICTS';

/** Partition of a run's claim on an address. */
export function addressClaimPartition(run: string, channel: string, address: string): string {
  return `CLAIM#${run}#${channel}#${address}`;
}

export const addressClaimSortKey = 'CLAIM';

/** Write keys of the HTTP API; the sort key is the hash of the key. The policy of receive-touchpoints names it. */
export const writeKeyPartition = 'WRITEKEY';

export const programPartition = 'PROGRAM';
export const currentProgramSortKey = 'CURRENT';

export function chunkSortKey(version: number, index: number): string {
  return `VERSION#${String(version).padStart(10, '0')}#${String(index).padStart(4, '0')}`;
}

export function templatePartition(templateId: string): string {
  return `TEMPLATE#${templateId}`;
}

/** Partition of one day's statistics. */
export function statisticsPartition(day: string): string {
  return `DAY#${day}`;
}

/** Partition of one day's inventory of events, in the statistics table. */
export function inventoryPartition(day: string): string {
  return `EVENTS#${day}`;
}

/** Partition of what a sending domain has taken of its daily ceiling, in the statistics table. */
export const allowancePartition = (domain: string): string => `ALLOWANCE#${domain}`;

/** Partition of the counts of scanned codes, in the statistics table. The policy of serve-preferences names it. */
export const scanPartition = 'SCANS';

/** Partition of the hosts that fail, in the statistics table. The policy of the functions that call them names it. */
export const hostPartition = 'HOST';

/** Partition of a device that passes geofences, in the statistics table. The policy of bridge-partner-events names it. */
export function geofencePartition(device: string): string {
  return `GEOFENCE#${device}`;
}

/** Partition of the counts of dead push tokens, in the statistics table. */
export const deadTokenPartition = 'DEADTOKENS';

/** Partition of the wake index: `W#00` … */
export function wakeShardKey(shard: number): string {
  return `W#${String(shard).padStart(2, '0')}`;
}

export const planPartition = 'PLAN';
/** Partition of the states of queries of the warehouse, in the runs table. */
export const queryPartition = 'QUERY';
/** Partition of the index of runs that are running or paused. */
export const activeRunsPartition = 'ACTIVE';

/** Partition of the runs of one name. */
export function runPartition(name: string): string {
  return `RUNS#${name}`;
}

/** Sort key of a run by its start; also names the run in the keys of its segments. */
export const runSortKey = (run: number): string => sortableTime(run);

/** Partition of the checkpoints of one run. */
export function segmentPartition(name: string, run: number): string {
  return `SEGMENTS#${name}#${sortableTime(run)}`;
}

export const segmentPrefix = 'SEGMENT#';

export function segmentSortKey(segment: number): string {
  return `${segmentPrefix}${String(segment).padStart(4, '0')}`;
}

/** Partition of the number of people that all runs of a name sent out, per minute. */
export function minutePartition(name: string): string {
  return `MINUTES#${name}`;
}

export const minuteSortKey = (minute: number): string => `MINUTE#${minute}`;

/** Epoch ms in 13 digits, negative times (before 1970) sorting first. */
export function sortableTime(at: number): string {
  return at >= 0 ? `1${String(at).padStart(14, '0')}` : `0${String(1e14 + at).padStart(14, '0')}`;
}
