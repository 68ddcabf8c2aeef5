/** The definition of each kind of document, in one record: a kind that is missing here does not compile. */
import type * as z from 'zod';
import type { AudienceSchedule } from '../../model/documents/document-base.ts';
import type { ConfigDocument, DocumentByKind, DocumentKind } from '../../model/documents/documents.ts';
import { listInTexts } from '../blocks/list-uses.ts';
import { checkBlock } from '../check/check-block.ts';
import { checkCampaign } from '../check/check-campaign.ts';
import { checkEvent } from '../check/check-event.ts';
import { checkJourney } from '../check/check-journey.ts';
import { checkLink } from '../check/check-link.ts';
import { checkPolicy } from '../check/check-policy.ts';
import { checkQuery } from '../check/check-query.ts';
import { checkRule } from '../check/check-rule.ts';
import { checkSegment } from '../check/check-segment.ts';
import { checkTemplateContent } from '../check/check-template-content.ts';
import { checkTrait } from '../check/check-trait.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { listInPolicy, listInPurpose, listInTemplate, listInTopic } from '../references/list-consents.ts';
import { listInCondition } from '../references/list-in-condition.ts';
import { listInCampaign, listInJourney, listInRule } from '../references/list-in-document.ts';
import type { Reference } from '../references/reference.ts';
import { blockSchema } from '../schemas/block-schema.ts';
import { campaignSchema } from '../schemas/campaign-schema.ts';
import { eventSchema } from '../schemas/event-schema.ts';
import { journeySchema } from '../schemas/journey-schema.ts';
import { linkSchema } from '../schemas/link-schema.ts';
import { policySchema } from '../schemas/policy-schema.ts';
import { purposeSchema, topicSchema } from '../schemas/purpose-schema.ts';
import { querySchema } from '../schemas/query-schema.ts';
import { ruleSchema } from '../schemas/rule-schema.ts';
import { segmentSchema } from '../schemas/segment-schema.ts';
import { templateSchema } from '../schemas/template-schema.ts';
import { traitSchema } from '../schemas/trait-schema.ts';
import {
  blockMembership,
  campaignMembership,
  eventMembership,
  journeyMembership,
  linkMembership,
  type Membership,
  policyMembership,
  purposeMembership,
  queryMembership,
  ruleMembership,
  segmentMembership,
  templateMembership,
  topicMembership,
  traitMembership,
} from '../snapshot/memberships.ts';

export interface KindDefinition<Document extends ConfigDocument> {
  /** Accepts exactly the kind's type: schemas-match-types.ts proves it. */
  readonly schema: z.ZodType;
  /** Everything wrong with a document that its schema accepted. */
  readonly check: (document: Document) => Finding[];
  /** Templates, segments, journeys and computed traits that a document needs, and where it names them. */
  readonly listReferences: (document: Document) => readonly Reference[];
  /** Schedules by which it reaches people, who then have no event. */
  readonly listSchedules: (document: Document) => readonly PlacedSchedule[];
  /** How documents of the kind are in the program. */
  readonly membership: Membership;
}

export interface PlacedSchedule {
  readonly schedule: AudienceSchedule;
  readonly segments: readonly PathSegment[];
}

const none = () => [];

export const kindDefinitions = {
  rule: {
    schema: ruleSchema,
    check: checkRule,
    listReferences: listInRule,
    listSchedules: none,
    membership: ruleMembership,
  },
  segment: {
    schema: segmentSchema,
    check: checkSegment,
    listReferences: ({ condition }) => listInCondition(condition, ['condition']),
    listSchedules: none,
    membership: segmentMembership,
  },
  trait: {
    schema: traitSchema,
    check: checkTrait,
    listReferences: none,
    listSchedules: none,
    membership: traitMembership,
  },
  template: {
    schema: templateSchema,
    check: checkTemplateContent,
    listReferences: listInTemplate,
    listSchedules: none,
    membership: templateMembership,
  },
  policy: {
    schema: policySchema,
    check: checkPolicy,
    listReferences: listInPolicy,
    listSchedules: none,
    membership: policyMembership,
  },
  journey: {
    schema: journeySchema,
    check: checkJourney,
    listReferences: listInJourney,
    listSchedules: ({ trigger }) =>
      'schedule' in trigger ? [{ schedule: trigger.schedule, segments: ['trigger', 'schedule'] }] : [],
    membership: journeyMembership,
  },
  campaign: {
    schema: campaignSchema,
    check: checkCampaign,
    listReferences: listInCampaign,
    listSchedules: ({ schedule }) => [{ schedule, segments: ['schedule'] }],
    membership: campaignMembership,
  },
  purpose: {
    schema: purposeSchema,
    check: none,
    listReferences: listInPurpose,
    listSchedules: none,
    membership: purposeMembership,
  },
  topic: {
    schema: topicSchema,
    check: none,
    listReferences: listInTopic,
    listSchedules: none,
    membership: topicMembership,
  },
  block: {
    schema: blockSchema,
    check: checkBlock,
    listReferences: listInTexts,
    listSchedules: none,
    membership: blockMembership,
  },
  event: {
    schema: eventSchema,
    check: checkEvent,
    listReferences: none,
    listSchedules: none,
    membership: eventMembership,
  },
  link: {
    schema: linkSchema,
    check: checkLink,
    listReferences: none,
    listSchedules: none,
    membership: linkMembership,
  },
  query: {
    schema: querySchema,
    check: checkQuery,
    listReferences: none,
    // Its rows are touchpoints: no audience is reached without an event.
    listSchedules: none,
    membership: queryMembership,
  },
} as const satisfies { readonly [Kind in DocumentKind]: KindDefinition<DocumentByKind[Kind]> };

/** Everything wrong with a document that its schema accepted. */
export function checkMeaning(document: ConfigDocument): Finding[] {
  return findDefinition(document).check(document);
}

/** Which other documents a document names, and where. */
export function listReferences(document: ConfigDocument): readonly Reference[] {
  return findDefinition(document).listReferences(document);
}

/** Schedules by which a document reaches people, who then have no event. */
export function listSchedules(document: ConfigDocument): readonly PlacedSchedule[] {
  return findDefinition(document).listSchedules(document);
}

/** The definition by a document's own kind takes that document, which the compiler cannot see. */
function findDefinition({ kind }: ConfigDocument): KindDefinition<ConfigDocument> {
  return kindDefinitions[kind] as KindDefinition<ConfigDocument>;
}
