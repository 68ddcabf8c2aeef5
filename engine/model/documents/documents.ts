/** The config documents that marketers write. The zod schemas in engine/config accept exactly these shapes. */

import type { BlockDocument } from './block-document.ts';
import type { CampaignDocument } from './campaign-document.ts';
import type { EventDocument } from './event-document.ts';
import type { JourneyDocument } from './journey-document.ts';
import type { LinkDocument } from './link-document.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { PurposeDocument, TopicDocument } from './purpose-document.ts';
import type { QueryDocument } from './query-document.ts';
import type { RuleDocument } from './rule-document.ts';
import type { SegmentDocument } from './segment-document.ts';
import type { TemplateDocument } from './template-document.ts';
import type { TraitDocument } from './trait-document.ts';

/** Every kind, in the order in which the table is read. engine/config/kinds defines what each of them needs. */
export const documentKinds = [
  'rule',
  'segment',
  'trait',
  'template',
  'policy',
  'journey',
  'campaign',
  'purpose',
  'topic',
  'block',
  'event',
  'link',
  'query',
] as const;

export type DocumentKind = (typeof documentKinds)[number];

export interface DocumentByKind {
  readonly rule: RuleDocument;
  readonly segment: SegmentDocument;
  readonly trait: TraitDocument;
  readonly template: TemplateDocument;
  readonly policy: PolicyDocument;
  readonly journey: JourneyDocument;
  readonly campaign: CampaignDocument;
  readonly purpose: PurposeDocument;
  readonly topic: TopicDocument;
  readonly block: BlockDocument;
  readonly event: EventDocument;
  readonly link: LinkDocument;
  readonly query: QueryDocument;
}

export type ConfigDocument = DocumentByKind[DocumentKind];

export function isDocumentKind(kind: unknown): kind is DocumentKind {
  return documentKinds.some((known) => known === kind);
}
