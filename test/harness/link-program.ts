/** A published program with a brand, two purposes, topics and frequencies, and a person who uses some of them. */
import { encodeProgram } from '../../app/publish/encode-program.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { PurposeDocument, TopicDocument } from '../../engine/model/documents/purpose-document.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { type LinkSetup, linkAddress, linkStart } from './link-server.ts';
import { sampleSnapshot } from './sample-program.ts';

export const linkPolicy: PolicyDocument = {
  kind: 'policy',
  id: 'contact',
  status: 'live',
  preferences: {
    brand: { name: 'Lucerna coffee', color: '#7a3b12' },
    frequencies: [
      { id: 'all', name: { en: 'Every message', it: 'Tutti i messaggi' } },
      {
        id: 'weekly',
        name: { en: 'At most one a week', it: 'Al massimo uno alla settimana' },
        limit: 1,
        within: 'P7D',
      },
    ],
  },
};

const purposes: readonly PurposeDocument[] = [
  {
    kind: 'purpose',
    id: 'surveys',
    status: 'live',
    name: { en: 'Surveys', it: 'Sondaggi' },
    description: { en: 'Two short questionnaires a year.', it: "Due brevi questionari all'anno." },
    doubleOptIn: { template: 'confirm', expires: 'P2D' },
  },
];
const topics: readonly TopicDocument[] = [
  {
    kind: 'topic',
    id: 'harvest',
    status: 'live',
    channels: ['email'],
    name: { en: 'New harvests', it: 'Nuovi raccolti' },
    description: { en: 'A day before everyone else.', it: 'Un giorno prima di tutti.' },
  },
  {
    kind: 'topic',
    id: 'offers',
    status: 'live',
    channels: ['email', 'sms'],
    name: { en: 'Offers', it: 'Offerte' },
  },
];

/** As `publishLinkProgram` publishes it. */
export function makeLinkSnapshot(
  policy = linkPolicy,
  more: Partial<Pick<ProgramSnapshot, 'purposes' | 'topics' | 'templates'>> = {},
): ProgramSnapshot {
  return {
    ...sampleSnapshot,
    version: 1,
    hash: 'h1',
    policy,
    purposes: [...purposes, ...(more.purposes ?? [])],
    topics: [...topics, ...(more.topics ?? [])],
    templates: [...sampleSnapshot.templates, ...(more.templates ?? [])],
  };
}

export async function publishLinkProgram(
  { programs }: LinkSetup,
  policy = linkPolicy,
  more: Parameters<typeof makeLinkSnapshot>[1] = {},
): Promise<void> {
  const snapshot = makeLinkSnapshot(policy, more);
  const chunks = encodeProgram(snapshot);
  for (const [index, bytes] of chunks.entries()) await programs.saveChunk(1, index, bytes);
  await programs.setCurrent(0, { version: 1, hash: 'h1', chunks: chunks.length, policy });
}

/** Reachable by email and SMS: wants news by email, no offers by SMS, and was asked to confirm surveys. */
export function makeLinkProfile(overrides: Partial<Profile> = {}): Profile {
  const at = linkStart - 1_000;
  return {
    ...createProfile('P1', 1),
    version: 1,
    traits: {
      email: { value: linkAddress, at },
      phone: { value: '+393331234567', at },
      language: { value: 'en', at },
      contact_frequency: { value: 'all', at },
    },
    consents: {
      email: { state: 'granted', at },
      sms: { state: 'granted', at },
      'sms/offers': { state: 'denied', at },
      'email:surveys': { state: 'pending', at },
    },
    ...overrides,
  };
}
