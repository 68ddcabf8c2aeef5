/** The config documents that marketers write. The zod schemas in engine/config accept exactly these shapes. */

import type { CampaignDocument } from './campaign-document.ts';
import type { JourneyDocument } from './journey-document.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { RuleDocument } from './rule-document.ts';
import type { SegmentDocument } from './segment-document.ts';
import type { TemplateDocument } from './template-document.ts';
import type { TraitDocument } from './trait-document.ts';

export type DocumentKind = 'rule' | 'segment' | 'trait' | 'template' | 'policy' | 'journey' | 'campaign';

export type ConfigDocument =
  | RuleDocument
  | SegmentDocument
  | TraitDocument
  | TemplateDocument
  | PolicyDocument
  | JourneyDocument
  | CampaignDocument;
