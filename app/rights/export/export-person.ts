/**
 * Everything that is stored about one person, section by section: the lists are read page by page while they are
 * written. docs/rights.md describes the file.
 */
import type { Json, JsonObject } from '../../../engine/base/json.ts';
import { readPresentConsents } from '../../../engine/channels/confirmed-address.ts';
import { mapTopicPurposes } from '../../../engine/channels/effective-consent.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { countCaps } from '../../inspect/count-caps.ts';
import type { AccountStore } from '../../ports/account-store.ts';
import type { AddressBook } from '../../ports/address-book.ts';
import type { GeofenceReader } from '../../ports/geofence-passages.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { LookReader } from '../../ports/looks.ts';
import type { MergeReader } from '../../ports/merge-store.ts';
import type { RejectedStore } from '../../ports/rejected-store.ts';
import type { DoubtfulReplies } from '../../ports/replies.ts';
import { loadPublished } from '../../publish/load-published.ts';
import { findTrace, type TraceStores } from '../find-trace.ts';
import { createPersonMatcher } from '../match-person.ts';
import { listTracedProfiles, type PersonTrace } from '../person-trace.ts';
import { describeAddresses, describeKeys } from './describe-identity.ts';
import { describeProfile } from './describe-profile.ts';
import { type ClaimSources, listClaims } from './list-claims.ts';
import { listLooks } from './list-looks.ts';
import { listMerges } from './list-merges.ts';
import { listRejected } from './list-rejected.ts';
import { listPassages, listReplies } from './list-replies.ts';
import { type ExportWords, listEntries, listMessages, type MessageSources } from './list-rows.ts';
import { listStatements, type StatementSources } from './list-statements.ts';
import { showMoments, toMoment } from './moments.ts';

export interface ExportStores extends TraceStores, StatementSources, MessageSources {
  readonly identities: IdentityStore;
  readonly merges: Pick<MergeReader, 'listOf' | 'find' | 'readState'>;
  readonly accounts: Pick<AccountStore, 'read'>;
  readonly addresses: Pick<AddressBook, 'readClaim'>;
  readonly ledger: ClaimSources['ledger'];
  readonly replies: Pick<DoubtfulReplies, 'list'>;
  readonly passages: GeofenceReader;
  readonly looks: Pick<LookReader, 'listOf'>;
  /** Absent: these events are left out, and the file says so. */
  readonly rejected?: RejectedStore;
}

export interface ExportOptions {
  /** Absent: it is not known. */
  readonly stage?: string | undefined;
  /** Epoch ms. */
  readonly now: number;
  readonly words: ExportWords;
  /** `what`: `timeline entries`, `identity keys`, `rejected events`. */
  readonly onProgress?: (what: string, done: number) => void;
}

/** In the order of the file; a list is read while it is written. */
export type ExportSection = readonly [name: string, content: Json | AsyncIterable<JsonObject>];

export interface PersonExport {
  readonly profileId: string;
  readonly sections: readonly ExportSection[];
}

export const exportFormat = 'percorso-person-export';
export const exportVersion = 1;

/** `person`: as findTrace. Undefined: there is no such person. Throws RequestInvalidError. */
export async function exportPerson(
  person: string,
  stores: ExportStores,
  options: ExportOptions,
): Promise<PersonExport | undefined> {
  const { now, words, onProgress = () => undefined } = options;
  const trace = await findTrace(person, stores, (step, done) => onProgress(stepNames[step], done));
  if (trace === undefined) return undefined;
  const stored = await stores.profiles.load(trace.profileId, { consistent: true });
  // Nothing is left of a person who was erased but a random id.
  if (stored?.erasedAt !== undefined) return undefined;
  // The profile of a visitor expires before the timeline.
  const present = stored ?? createProfile(trace.profileId, 0);
  const profileIds = listTracedProfiles(trace);
  const snapshot = await loadPublished(stores.programs);
  const traits = snapshot === undefined ? undefined : compileProgram(snapshot).traits;
  const findTrait = (id: string) => traits?.get(id);
  const ended: Json[] = [];
  for (const id of trace.ended) {
    const other = await stores.profiles.loadStored(id);
    if (other !== undefined) ended.push(describeProfile(other, findTrait, now));
  }
  const matcher = createPersonMatcher({ ...trace, profileIds }, snapshot?.policy.identity);
  const { rejected } = stores;
  return {
    profileId: trace.profileId,
    sections: [
      ['format', exportFormat],
      ['version', exportVersion],
      ['about', describeFile(person, trace, options, rejected !== undefined)],
      ['identifiers', describeKeys(trace.keys)],
      ['addresses', await describeAddresses(stores.identities, trace)],
      ['profile', stored === undefined ? null : describePresent(stored, snapshot, now)],
      ['profilesThatEnded', ended],
      ['accounts', await describeAccounts(trace, present, stores)],
      ['consentStatements', listStatements(stores, trace)],
      ['timeline', listEntries(stores.timeline, profileIds, words)],
      ['messages', listMessages(stores, profileIds, words, now)],
      ['merges', listMerges(stores.merges, trace, findTrait, now)],
      ['replies', listReplies(stores.replies, trace)],
      ['claimsOfAddresses', [...(await listClaims(stores, trace))]],
      ['looks', listLooks(stores.looks, profileIds)],
      ['geofencePassages', [...(await listPassages(stores.passages, trace))]],
      [
        'rejectedEvents',
        rejected === undefined
          ? null
          : listRejected(rejected, matcher, (read) => onProgress('rejected events', read)),
      ],
    ],
  };
}

const stepNames = {
  timeline: 'timeline entries',
  identities: 'identity items',
  keys: 'identity keys',
} as const;

function describeFile(
  person: string,
  trace: PersonTrace,
  { stage, now }: ExportOptions,
  hasRejected: boolean,
): Json {
  return {
    writtenAt: toMoment(now),
    stage: stage ?? null,
    askedBy: person,
    profileId: trace.profileId,
    times: 'UTC, ISO 8601',
    hasRejectedEvents: hasRejected,
    notInThisFile: [
      ...(hasRejected
        ? []
        : ['Rejected and quarantined events: the export was made with --without-rejected.']),
      'Events and messages that wait in queues at this moment, and dead letters.',
      'The archive of the bus, backups (point-in-time recovery), the lake, and results of warehouse queries.',
      'The contents of sent messages, except emails of the last 90 days with a link to view them online.',
      'Counts of archived journey entries, and hashes by which Percorso compares computed traits of two merged profiles.',
      'Events of an identifier that several people state, when they name no other identifier.',
    ],
  };
}

function describePresent(profile: Profile, snapshot: ProgramSnapshot | undefined, now: number): Json {
  const traits = snapshot === undefined ? undefined : compileProgram(snapshot).traits;
  const present = readPresentConsents(profile, mapTopicPurposes(snapshot?.topics ?? []));
  return {
    ...describeProfile(profile, (id) => traits?.get(id), now),
    consentsForThePresentAddresses: Object.fromEntries(
      Object.entries(present).map(([key, { state }]) => [key, state]),
    ),
    frequencyCaps: snapshot === undefined ? [] : showMoments(countCaps(profile, snapshot.policy, now)),
  };
}

/** The traits of an account belong to all its members. */
async function describeAccounts(
  { accounts, accountEntries }: PersonTrace,
  { accounts: memberships = {} }: Profile,
  { accounts: store }: Pick<ExportStores, 'accounts'>,
): Promise<Json> {
  const described: Json[] = [];
  for (const account of accounts) {
    const at = memberships[account];
    const isMember = at !== undefined && at > 0;
    const stored = isMember ? await store.read(account, { consistent: true }) : undefined;
    const traits = Object.entries(stored?.traits ?? {});
    described.push({
      account,
      isMember,
      traits: Object.fromEntries(
        traits.map(([name, trait]) => [name, { value: trait.value, statedAt: toMoment(trait.at) }]),
      ),
      hasTheEntryIntoJourneys: accountEntries
        .filter((entry) => entry.account === account)
        .map(({ journey }) => journey),
    });
  }
  return described;
}
