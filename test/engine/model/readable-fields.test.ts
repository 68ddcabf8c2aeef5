/** Each field of a person and of an event is readable by conditions and templates, or is hidden on purpose. */
import { expect, it } from 'vitest';
import type { Profile } from '../../../engine/model/profile.ts';
import {
  type EventFieldName,
  eventFields,
  type ProfileFieldName,
  profileFields,
} from '../../../engine/model/readable-fields.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';

/** The compiler names these lists when a field is added: it belongs here or in engine/model/readable-fields.ts. */
const hiddenProfileFields = {
  version: 'state of the program',
  sessions: 'identity',
  accounts: 'conditions read the accounts themselves: account.plan',
  accountView: 'state of a decision',
  suppressions: 'contact policy',
  ruleFirings: 'state of rules',
  journeys: 'state of journeys',
  journeyEntries: 'state of journeys',
  recentExits: 'state of journeys',
  held: 'contact policy',
  contacts: 'contact policy',
  campaignRuns: 'state of campaigns',
  touches: 'state of conversions',
  processedEvents: 'deduplication',
  dedupWatermark: 'deduplication',
  program: 'state of the program',
  outbox: 'effects to publish',
  wakeAt: 'timer',
  mergedInto: 'merge of profiles',
  absorbed: 'merge of profiles',
  apart: 'merge of profiles',
  releasedKeys: 'identity',
  drawnAs: 'merge of profiles',
  erasedAt: 'erasure of a person',
  isAnonymous: 'expiry of visitors',
} as const satisfies Record<Exclude<keyof Profile, ProfileFieldName>, string>;

const hiddenEventFields = {
  id: 'deduplication',
  userId: 'identity: conditions read profile.userId',
  anonymousId: 'identity',
  profileId: 'identity: conditions read profile.id',
  receivedAt: 'depends on the delivery',
} as const satisfies Record<Exclude<keyof Touchpoint, EventFieldName>, string>;

it.each([
  ['a person', Object.keys(profileFields), Object.keys(hiddenProfileFields)],
  ['an event', Object.keys(eventFields), Object.keys(hiddenEventFields)],
])('lists no field of %s as both readable and hidden', (_owner, readable, hidden) => {
  expect(readable.filter((name) => hidden.includes(name))).toEqual([]);
});
