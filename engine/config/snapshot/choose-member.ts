/** What the next program holds of one document: the document itself, its last published version, or nothing. */
import type { DocumentStatus } from '../../model/documents/document-base.ts';
import type { ValidatedDocument } from '../check/refuse-documents.ts';
import { versionJourney } from './journey-versions.ts';
import {
  type CampaignMember,
  createJourneyMember,
  type JourneyMember,
  type Member,
  restate,
} from './program-members.ts';

/** `published`: what the program in force holds of it. */
export function chooseMember(
  validated: ValidatedDocument,
  published: Member | undefined,
): Member | undefined {
  const { document, header, kind, status } = validated;
  if (kind === 'journey')
    return chooseJourney(validated, published?.kind === 'journey' ? published : undefined);
  if (kind === 'campaign')
    return chooseCampaign(validated, published?.kind === 'campaign' ? published : undefined);
  // Draft, paused and archived documents are left out even when the rest of them is broken.
  if (status !== undefined && status !== 'live') return undefined;
  if (document === undefined) return published;
  if (document.kind === 'template') return header === undefined ? undefined : { kind: 'template', header };
  // Kinds that people stand in were chosen above.
  return document.kind === 'journey' || document.kind === 'campaign'
    ? undefined
    : { kind: document.kind, document };
}

/** A document deleted while people are inside: they stand as if it were paused. Archived ones may be deleted. */
export function chooseDeleted(published: Member): Member | undefined {
  if (published.kind !== 'journey' || published.document.status === 'archived') return undefined;
  return published.document.status === 'paused' ? published : restate(published, 'paused');
}

/** Journeys that hold people stay, whatever their status: its meaning is the engine's. */
function chooseJourney(
  { document, status }: ValidatedDocument,
  published: JourneyMember | undefined,
): Member | undefined {
  if (document?.kind !== 'journey' || status === 'draft') return keepAsStated(published, status);
  if (document.status === 'archived' && published === undefined) return undefined;
  return createJourneyMember(versionJourney(document, published?.journey));
}

/** An archived campaign stays too, so that what is queued of it is cancelled. */
function chooseCampaign(
  { document, status }: ValidatedDocument,
  published: CampaignMember | undefined,
): Member | undefined {
  if (document?.kind !== 'campaign' || status === 'draft') return keepAsStated(published, status);
  if (document.status === 'archived' && published === undefined) return undefined;
  return { kind: 'campaign', document };
}

/** Pausing and archiving work on a broken document; taking one back to draft pauses it. */
function keepAsStated(
  published: JourneyMember | CampaignMember | undefined,
  status: DocumentStatus | undefined,
): Member | undefined {
  if (published === undefined || status === undefined || status === 'live') return published;
  if (status !== 'draft') return restate(published, status);
  return published.document.status === 'archived' ? published : restate(published, 'paused');
}
