/** How documents of a kind are in the program: as they are, as a header, or kept because people are inside. */
import type { DocumentStatus } from '../../model/documents/document-base.ts';
import type { ValidatedDocument } from '../check/reject-documents.ts';
import { versionJourney } from './journey-versions.ts';
import {
  createJourneyMember,
  isDefaultPolicy,
  type Member,
  type PlainDocument,
  type SnapshotContent,
} from './program-members.ts';

export interface Membership {
  /** What a program holds of the kind. */
  readonly list: (content: SnapshotContent) => readonly Member[];
  /** What the next program holds of one document; `published`: what the program in force holds of it. */
  readonly choose: (validated: ValidatedDocument, published: Member | undefined) => Member | undefined;
  /**
   * With another status, where people or queued messages still need it: a program without it would forget where people
   * are. Undefined: it is left out.
   */
  readonly restate: (member: Member, status: DocumentStatus) => Member | undefined;
  /** The part of a deleted document that stays, because people are inside. Undefined: nothing. */
  readonly keepDeleted: (published: Member) => Member | undefined;
}

const isLeftOut = { restate: () => undefined, keepDeleted: () => undefined };

/** The document as it is, while it is live. */
function createPlain(list: (content: SnapshotContent) => readonly PlainDocument[]): Membership {
  return {
    ...isLeftOut,
    list: (content) => list(content).map(toPlainMember),
    choose: ({ document, status }, published) => {
      // Draft, paused and archived documents are left out even when the rest of them is broken.
      if (status !== undefined && status !== 'live') return undefined;
      return document === undefined ? published : toPlainMember(document as PlainDocument);
    },
  };
}

function toPlainMember(document: PlainDocument): Member {
  return { kind: document.kind, document };
}

export const ruleMembership = createPlain(({ rules }) => rules);
export const segmentMembership = createPlain(({ segments }) => segments);
export const traitMembership = createPlain(({ traits }) => traits);
export const purposeMembership = createPlain(({ purposes = [] }) => purposes);
export const topicMembership = createPlain(({ topics = [] }) => topics);
export const eventMembership = createPlain(({ contracts = [] }) => contracts);
export const queryMembership = createPlain(({ queries = [] }) => queries);
export const policyMembership = createPlain(({ policy }) => (isDefaultPolicy(policy) ? [] : [policy]));

export const templateMembership: Membership = {
  ...isLeftOut,
  list: ({ templates }) => templates.map((header) => ({ kind: 'template', header })),
  choose: ({ document, header, status }, published) => {
    if (status !== undefined && status !== 'live') return undefined;
    if (document === undefined) return published;
    return header === undefined ? undefined : { kind: 'template', header };
  },
};

/** A part of the templates that use it: a changed block gives them other content, and so other revisions. */
export const blockMembership: Membership = { ...isLeftOut, list: () => [], choose: () => undefined };

/** What is printed stays: a code that is paused or archived leads to its fallback. */
export const linkMembership: Membership = {
  list: ({ links = [] }) => links.map(toPlainMember),
  choose: ({ document, status }, published) => {
    if (status === 'draft') return undefined;
    return document?.kind === 'link' ? toPlainMember(document) : keepAsStated(published, status);
  },
  restate,
  keepDeleted: () => undefined,
};

/** Journeys with people inside stay, whatever their status: the engine interprets the status. */
export const journeyMembership: Membership = {
  list: ({ journeys }) => journeys.map(createJourneyMember),
  choose: ({ document, status }, published) => {
    if (document?.kind !== 'journey' || status === 'draft') return keepAsStated(published, status);
    if (document.status === 'archived' && published === undefined) return undefined;
    const before = published?.kind === 'journey' ? published.journey : undefined;
    return createJourneyMember(versionJourney(document, before));
  },
  restate,
  // People inside wait as if it were paused. Archived ones may be deleted.
  keepDeleted: (published) => {
    const status = readStatus(published);
    if (status === 'archived') return undefined;
    return status === 'paused' ? published : restate(published, 'paused');
  },
};

/** An archived campaign stays too, so that its queued messages are cancelled. */
export const campaignMembership: Membership = {
  list: ({ campaigns }) => campaigns.map((document) => ({ kind: 'campaign', document })),
  choose: ({ document, status }, published) => {
    if (document?.kind !== 'campaign' || status === 'draft') return keepAsStated(published, status);
    if (document.status === 'archived' && published === undefined) return undefined;
    return { kind: 'campaign', document };
  },
  restate,
  keepDeleted: () => undefined,
};

/** Pausing and archiving work on an invalid document; setting one back to draft pauses it. */
function keepAsStated(published: Member | undefined, status: DocumentStatus | undefined): Member | undefined {
  if (published === undefined || status === undefined || status === 'live') return published;
  if (status !== 'draft') return restate(published, status);
  return readStatus(published) === 'archived' ? published : restate(published, 'paused');
}

/** As last published, with another status. */
function restate(member: Member, status: DocumentStatus): Member | undefined {
  if (member.kind === 'campaign') return { ...member, document: { ...member.document, status } };
  if (member.kind === 'link') return toPlainMember({ ...member.document, status } as PlainDocument);
  if (member.kind !== 'journey') return undefined;
  return createJourneyMember({ ...member.journey, document: { ...member.document, status } });
}

function readStatus(member: Member): DocumentStatus | undefined {
  return member.kind === 'template' ? undefined : member.document.status;
}
