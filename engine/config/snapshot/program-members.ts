/** What a program holds, by label (`rule/third-order`). */

import { omitAbsent } from '../../base/omit-absent.ts';
import type { CampaignDocument } from '../../model/documents/campaign-document.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { EventDocument } from '../../model/documents/event-document.ts';
import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import type { LinkDocument } from '../../model/documents/link-document.ts';
import type { PolicyDocument } from '../../model/documents/policy-document.ts';
import { defaultPolicy } from '../../model/documents/policy-document.ts';
import type { PurposeDocument, TopicDocument } from '../../model/documents/purpose-document.ts';
import type { QueryDocument } from '../../model/documents/query-document.ts';
import type { RuleDocument } from '../../model/documents/rule-document.ts';
import type { SegmentDocument } from '../../model/documents/segment-document.ts';
import type { TraitDocument } from '../../model/documents/trait-document.ts';
import type { ProgramSnapshot, PublishedJourney, TemplateHeader } from '../../model/program-snapshot.ts';
import { serializeSorted } from './serialize-sorted.ts';

export type SnapshotContent = Omit<
  ProgramSnapshot,
  'schemaVersion' | 'version' | 'hash' | 'publishedAt' | 'segmentsSince' | 'startedNow'
>;

/** The whole document; of a template its header; of a journey also the versions with people inside. */
export type Member =
  | { readonly kind: 'template'; readonly header: TemplateHeader }
  | JourneyMember
  | CampaignMember
  | { readonly kind: PlainDocument['kind']; readonly document: PlainDocument };

export interface JourneyMember {
  readonly kind: 'journey';
  readonly document: JourneyDocument;
  readonly journey: PublishedJourney;
}

export interface CampaignMember {
  readonly kind: 'campaign';
  readonly document: CampaignDocument;
}

export type PlainDocument =
  | RuleDocument
  | SegmentDocument
  | TraitDocument
  | PolicyDocument
  | PurposeDocument
  | TopicDocument
  | EventDocument
  | LinkDocument
  | QueryDocument;

export function createJourneyMember(journey: PublishedJourney): JourneyMember {
  return { kind: 'journey', document: journey.document, journey };
}

/** Undefined for templates: their documents are stored separately, in revisions. */
export function readMemberDocument(member: Member): ConfigDocument | undefined {
  return member.kind === 'template' ? undefined : member.document;
}

/** Equal members give equal text. */
export function serializeMember(member: Member): string {
  return serializeSorted(member);
}

export function toContent(members: ReadonlyMap<string, Member>): SnapshotContent {
  const sorted = [...members].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, member]) => member);
  const documents = sorted.flatMap((member) => readMemberDocument(member) ?? []);
  const purposes = documents.filter((document) => document.kind === 'purpose');
  const topics = documents.filter((document) => document.kind === 'topic');
  const contracts = documents.filter((document) => document.kind === 'event');
  const links = documents.filter((document) => document.kind === 'link');
  const queries = documents.filter((document) => document.kind === 'query');
  return {
    rules: documents.filter((document) => document.kind === 'rule'),
    segments: documents.filter((document) => document.kind === 'segment'),
    traits: documents.filter((document) => document.kind === 'trait'),
    journeys: sorted.flatMap((member) => (member.kind === 'journey' ? [member.journey] : [])),
    campaigns: documents.filter((document) => document.kind === 'campaign'),
    templates: sorted.flatMap((member) => (member.kind === 'template' ? [member.header] : [])),
    policy: documents.find((document) => document.kind === 'policy') ?? defaultPolicy,
    // Absent where there are none: the program and its hash stay as they were.
    ...omitAbsent({
      purposes: purposes.length === 0 ? undefined : purposes,
      topics: topics.length === 0 ? undefined : topics,
      contracts: contracts.length === 0 ? undefined : contracts,
      links: links.length === 0 ? undefined : links,
      queries: queries.length === 0 ? undefined : queries,
    }),
  };
}

export function formatLabel(member: Member): string {
  return `${member.kind}/${member.kind === 'template' ? member.header.id : member.document.id}`;
}

export function isDefaultPolicy(policy: PolicyDocument): boolean {
  return serializeSorted(policy) === serializeSorted(defaultPolicy);
}
