/** Explains why a person got something, did not get it, or is where they are. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { allSending, pausableKinds } from '../../engine/model/pauses.ts';
import { findProfileId } from '../inspect/find-person.ts';
import { isHeldBack } from '../inspect/inspect-addresses.ts';
import { explainAbsence } from './explain-absence.ts';
import { explainMessages } from './explain-messages.ts';
import { explainOrigin } from './explain-origin.ts';
import { explainPerson } from './explain-person.ts';
import {
  type AboutKind,
  type Answer,
  aboutKinds,
  type Explanation,
  type OperatorPause,
} from './explanation.ts';
import { type ExplainStores, type Known, readKnown } from './known.ts';

export type WhyResult =
  | { readonly outcome: 'explained'; readonly explanation: Explanation }
  | { readonly outcome: 'unknown_person' }
  /** Neither the program nor the timeline has what was asked about. `published`: what can be asked about. */
  | { readonly outcome: 'nothing_known'; readonly published: readonly string[] };

export interface WhyOptions {
  /** Newest timeline entries that are read. */
  readonly limit: number;
  /** Epoch ms. */
  readonly now: number;
}

const messageId = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/**
 * `person`: as findProfileId. `about`: a message id, a template, `journey:x`, `campaign:x`, `rule:x`, `segment:x` or its
 * id alone; the person as a whole when absent. Throws RequestInvalidError.
 */
export async function explainWhy(
  person: string,
  about: string | undefined,
  stores: ExplainStores,
  { limit, now }: WhyOptions,
): Promise<WhyResult> {
  const profileId = await findProfileId(person, stores.identities, stores.programs);
  const known = profileId === undefined ? undefined : await readKnown(profileId, stores, { limit, now });
  if (known === undefined) return { outcome: 'unknown_person' };
  const { answer, others } = about === undefined ? answerPerson(known, now) : answerAbout(known, about, now);
  const pauses = listPauses(known, about);
  const pausedJourneys = listPausedJourneys(known, about);
  const isEmpty = answer.kind === 'absence' && answer.absences.length === 0;
  if (isEmpty && pauses.length === 0) return { outcome: 'nothing_known', published: listPublished(known) };
  return {
    outcome: 'explained',
    explanation: {
      profileId: known.profileId,
      ...omitAbsent({ about }),
      pauses,
      pausedJourneys,
      answer,
      addresses: known.addresses.filter(isHeldBack),
      others,
      ...omitAbsent({ readsFrom: known.readsFrom }),
      journeys: known.profile?.journeys ?? [],
      held: known.profile?.held ?? [],
    },
  };
}

interface Answered {
  readonly answer: Answer;
  readonly others: readonly AboutKind[];
}

function answerPerson(known: Known, now: number): Answered {
  return { answer: { kind: 'person', ...explainPerson(known, now) }, others: [] };
}

function answerAbout(known: Known, about: string, now: number): Answered {
  if (messageId.test(about)) {
    const messages = explainMessages(known, { id: about });
    return {
      answer: messages.length > 0 ? { kind: 'messages', messages } : { kind: 'absence', absences: [] },
      others: [],
    };
  }
  const named = aboutKinds.find((kind) => about.startsWith(`${kind}:`));
  const kinds = named === undefined ? aboutKinds : [named];
  const id = named === undefined ? about : about.slice(named.length + 1);
  const [first, ...others] = kinds.flatMap((kind) => {
    const answer = explainKind(known, kind, id, now);
    return answer === undefined ? [] : [{ kind, answer }];
  });
  if (first !== undefined) return { answer: first.answer, others: others.map(({ kind }) => kind) };
  const absences = kinds.flatMap((kind) => explainAbsence(known, kind, id) ?? []);
  return { answer: { kind: 'absence', absences }, others: [] };
}

/** Undefined when it never concerned the person. */
function explainKind(known: Known, kind: AboutKind, id: string, now: number): Answer | undefined {
  if (kind === 'template') {
    const messages = explainMessages(known, { template: id });
    return messages.length === 0 ? undefined : { kind: 'messages', messages };
  }
  const story = explainOrigin(known, `${kind}:${id}`, now);
  return story === undefined ? undefined : { kind: 'origin', ...story };
}

/** Of what is asked about, `journey:x` or `x` alone, and of all sending. */
function listPauses({ program }: Known, about: string | undefined): OperatorPause[] {
  const id = about?.slice(about.indexOf(':') + 1);
  const labels =
    about === undefined
      ? []
      : [about.replace(':', '/'), ...(id === about ? pausableKinds.map((kind) => `${kind}/${id}`) : [])];
  return Object.entries(program?.pauses ?? {})
    .filter(([label]) => label === allSending || labels.includes(label))
    .map(([label, { at, by, reason }]) => ({ label, at, by, reason }));
}

function listPausedJourneys({ program, profile }: Known, about: string | undefined): string[] {
  const asked = about?.replace(/^journey:/, '');
  const isConcerned = (id: string): boolean =>
    id === asked ||
    (profile?.held ?? []).some(
      (message) =>
        message.origin === `journey:${id}` &&
        (about === undefined || message.template === about || message.id === about),
    );
  return (program?.journeys ?? [])
    .filter(({ document }) => document.status === 'paused' && isConcerned(document.id))
    .map(({ document }) => document.id);
}

function listPublished({ program }: Known): readonly string[] {
  if (program === undefined) return [];
  return [
    ...program.journeys.map(({ document }) => `journey:${document.id}`),
    ...program.campaigns.map(({ id }) => `campaign:${id}`),
    ...program.rules.map(({ id }) => `rule:${id}`),
  ];
}
