/** Refuses transactional templates for a scheduled segment: they would bypass consent, caps and quiet hours. */
import type { CampaignDocument } from '../../model/documents/campaign-document.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import { listSchedules } from '../kinds/kind-definitions.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { listInStep } from '../steps/step-validations.ts';
import type { ValidatedDocument } from './reject-documents.ts';

type Index = ReadonlyMap<string, ValidatedDocument>;

/** `index`: all documents, by `kind/id`. Empty when the live policy allows such templates. */
export function findBulkTransactional(document: ConfigDocument, index: Index): Finding[] {
  if (document.status === 'archived' || isAllowed(index)) return [];
  const sends = listBulkSends(document, index).filter(({ template }) => isTransactional(template, index));
  return sends.map(({ template, segments, via }) => {
    const where = via === undefined ? '' : ` (by the journey "${via}")`;
    const remedy = `The template "${template}" is transactional${where}: it would be sent to the whole segment without consent, caps or quiet hours. Make it promotional, or allow it in the live policy: campaigns: { allowTransactional: true }.`;
    const finding = { segments, received: template, remedy, code: 'transactional_in_bulk' } as const;
    return document.status === 'live' ? finding : { ...finding, severity: 'warning' };
  });
}

interface BulkSend {
  readonly template: string;
  readonly segments: readonly PathSegment[];
  /** The journey that sends it. */
  readonly via?: string;
}

function listBulkSends(document: ConfigDocument, index: Index): BulkSend[] {
  if (listSchedules(document).length === 0) return [];
  switch (document.kind) {
    case 'campaign':
      return listOfCampaign(document, index);
    case 'journey':
      return listOfJourney(document).map(({ template, step }) => ({
        template,
        segments: ['steps', step, 'template'],
      }));
    case 'rule':
    case 'segment':
    case 'trait':
    case 'template':
    case 'policy':
    case 'purpose':
    case 'topic':
    case 'block':
    case 'event':
    case 'link':
    case 'query':
      return [];
  }
}

function listOfCampaign({ send, enter }: CampaignDocument, index: Index): BulkSend[] {
  const journey = index.get(`journey/${enter}`)?.document;
  return [
    ...(send === undefined ? [] : [{ template: send, segments: ['send'] }]),
    ...(journey?.kind === 'journey'
      ? listOfJourney(journey).map(({ template }) => ({ template, segments: ['enter'], via: journey.id }))
      : []),
  ];
}

function listOfJourney({ steps }: JourneyDocument): { template: string; step: string }[] {
  return Object.entries(steps).flatMap(([step, body]) =>
    listInStep(body, []).flatMap(({ kind, id }) => (kind === 'template' ? [{ template: id, step }] : [])),
  );
}

function isTransactional(id: string, index: Index): boolean {
  const template = index.get(`template/${id}`)?.document;
  return template?.kind === 'template' && template.class === 'transactional';
}

function isAllowed(index: Index): boolean {
  return [...index.values()].some(
    ({ document }) =>
      document?.kind === 'policy' &&
      document.status === 'live' &&
      document.campaigns?.allowTransactional === true,
  );
}
