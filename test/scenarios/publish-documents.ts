/** Publishes a scenario's documents: what they replace stays where they do not mention it, journeys keep their versions. */
import { versionJourney } from '../../engine/config/journey-versions.ts';
import type {
  CampaignDocument,
  ConfigDocument,
  JourneyDocument,
  PolicyDocument,
  RuleDocument,
  SegmentDocument,
  TemplateDocument,
  TraitDocument,
} from '../../engine/documents.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../engine/program.ts';

/** Documents without a status are live. */
export function publishDocuments(
  documents: readonly ConfigDocument[],
  previous: ProgramSnapshot | undefined,
): ProgramSnapshot {
  const stated = documents.map((document) => ({ ...document, status: document.status ?? 'live' }));
  const ofKind = <Kind extends ConfigDocument>(kind: Kind['kind']) =>
    stated.filter((document): document is Kind => document.kind === kind);
  const [policy] = ofKind<PolicyDocument>('policy');
  return {
    schemaVersion: 1,
    version: (previous?.version ?? 0) + 1,
    hash: 'scenario',
    publishedAt: 0,
    rules: replace(previous?.rules, ofKind<RuleDocument>('rule')),
    segments: replace(previous?.segments, ofKind<SegmentDocument>('segment')),
    traits: replace(previous?.traits, ofKind<TraitDocument>('trait')),
    templates: replace(previous?.templates, ofKind<TemplateDocument>('template'), makeHeader),
    journeys: publishJourneys(ofKind<JourneyDocument>('journey'), previous),
    campaigns: replace(previous?.campaigns, ofKind<CampaignDocument>('campaign')),
    policy: policy ?? previous?.policy ?? { kind: 'policy', id: 'contact', status: 'live' },
  };
}

/** Those not mentioned stay; of those mentioned the live ones take their place. Campaigns keep whatever status. */
function replace<Member extends { readonly id: string }, Document extends ConfigDocument>(
  before: readonly Member[] | undefined,
  documents: readonly Document[],
  toMember: (document: Document) => Member = (document) => document as unknown as Member,
): readonly Member[] {
  const ids = new Set(documents.map(({ id }) => id));
  const members = documents.filter(({ kind, status }) => status === 'live' || kind === 'campaign');
  return [...(before ?? []).filter(({ id }) => !ids.has(id)), ...members.map(toMember)];
}

/** A draft that was never live is not part of the program. */
function publishJourneys(
  documents: readonly JourneyDocument[],
  previous: ProgramSnapshot | undefined,
): ProgramSnapshot['journeys'] {
  const journeys = new Map(previous?.journeys.map((published) => [published.document.id, published]));
  for (const document of documents) {
    const before = journeys.get(document.id);
    if (before === undefined && document.status === 'draft') continue;
    journeys.set(document.id, versionJourney(document, before));
  }
  return [...journeys.values()];
}

/** Every `profile.` and `event.` path in the content is a variable. */
function makeHeader(document: TemplateDocument): TemplateHeader {
  const paths = JSON.stringify(document.content).match(/\b(?:profile|event)\.[\w.-]+/g) ?? [];
  return {
    id: document.id,
    channel: document.channel,
    class: document.class,
    ...(document.topic === undefined ? {} : { topic: document.topic }),
    revision: `revision-of-${document.id}`,
    locales: Object.keys(document.locales ?? {}),
    variables: [...new Set(paths)],
  };
}
