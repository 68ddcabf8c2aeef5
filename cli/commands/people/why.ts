/** `percorso why`: why a person got something, did not, or is where they are. */
import { type HeldRunStore, listHeldRuns } from '../../../app/inspect/campaigns/held-runs.ts';
import { findProfileId } from '../../../app/inspect/find-person.ts';
import { orderByDecision } from '../../../app/inspect/order-timeline.ts';
import { readTimeline, timeOf } from '../../../app/inspect/read-timeline.ts';
import type { LedgerMessage, RunStore } from '../../../app/ports/ports.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { listPendingTraits } from '../../../app/runs/start-backfill.ts';
import { listSegmentsInNeed } from '../../../engine/config/snapshot/list-history-needs.ts';
import { allSending, pausableKinds } from '../../../engine/model/pauses.ts';
import type { PeopleStores } from '../../cloud/open-stores.ts';
import { describePauses } from '../../output/describe-pause.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import { describeAbsence } from '../../why/describe-absence.ts';
import { describeMessages } from '../../why/describe-message.ts';
import { describeSubject } from '../../why/describe-origin.ts';
import { describePerson } from '../../why/describe-person.ts';
import type { Known } from '../../why/known.ts';

/** Kinds of things that can be asked about, in the order in which a bare name is looked for. */
const kinds = ['template', 'journey', 'campaign', 'rule', 'segment'] as const;

const messageId = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** Without `walks`, held runs and what a backfill has still to bring are not reported. */
export type WhyStores = PeopleStores & { readonly runs?: Pick<RunStore, 'listPlans'> & HeldRunStore };

/** `about`: a message id, a template, `journey:x`, `campaign:x`, `rule:x`, `segment:x` or its id alone. */
export async function explainWhy(
  person: string,
  about: string | undefined,
  stores: WhyStores,
  options: { readonly limit: number; readonly now: number },
): Promise<CommandResult> {
  const profileId = await findProfileId(person, stores.identities);
  const known = profileId === undefined ? undefined : await readKnown(profileId, stores, options);
  if (known === undefined) return describeUnknownPerson(person);
  const told = about === undefined ? describePerson(known) : answerAbout(known, about);
  const answer = [...describePauses(known.program?.pauses, listLabels(about)), ...told];
  if (answer.length === 0) return describeNothing(person, about ?? '', known);
  return {
    exitCode: 0,
    json: {
      profileId: known.profileId,
      ...(about === undefined ? {} : { about }),
      answer,
      ...toFacts(known),
    },
    lines: [`Profile ${known.profileId} (times are UTC)`, ...answer],
  };
}

/** What an operator may have paused, of that which is asked about: `journey:x`, or `x` alone. */
function listLabels(about: string | undefined): readonly string[] {
  if (about === undefined) return [allSending];
  const id = about.slice(about.indexOf(':') + 1);
  return [
    allSending,
    about.replace(':', '/'),
    ...(id === about ? pausableKinds.map((kind) => `${kind}/${id}`) : []),
  ];
}

async function readKnown(
  profileId: string,
  { profiles, timeline, programs, runs }: WhyStores,
  { limit, now }: { readonly limit: number; readonly now: number },
): Promise<Known | undefined> {
  const [profile, rows, program] = await Promise.all([
    profiles.load(profileId, { consistent: true }),
    readTimeline(timeline, profileId, limit),
    loadPublished(programs),
  ]);
  if (profile === undefined && rows.length === 0) return undefined;
  const isCounted = program !== undefined && runs !== undefined;
  const heldRuns = isCounted ? await listHeldRuns(runs, program) : [];
  const pending = isCounted ? await listPendingTraits(runs, program) : [];
  const entries = rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []));
  const messages = rows.flatMap((row): [string, LedgerMessage][] =>
    row.kind === 'message' ? [[row.message.id, row.message]] : [],
  );
  const oldest = rows.at(-1);
  return {
    profileId,
    ...(profile === undefined ? {} : { profile }),
    entries: orderByDecision(entries),
    messages: new Map(messages),
    ...(oldest === undefined || rows.length < limit ? {} : { readsFrom: timeOf(oldest) }),
    ...(program === undefined ? {} : { program, incomplete: listSegmentsInNeed(program, pending) }),
    heldRuns,
    now,
  };
}

function answerAbout(known: Known, about: string): string[] {
  if (messageId.test(about)) return describeMessages(known, { id: about });
  const named = kinds.find((kind) => about.startsWith(`${kind}:`));
  if (named !== undefined) {
    const id = about.slice(named.length + 1);
    const told = describeEvidence(known, named, id);
    return told.length > 0 ? told : describeAbsence(known, named, id);
  }
  const [answer, ...others] = kinds
    .map((kind) => ({ kind, lines: describeEvidence(known, kind, about) }))
    .filter(({ lines }) => lines.length > 0);
  if (answer === undefined) return kinds.flatMap((kind) => describeAbsence(known, kind, about));
  return [...answer.lines, ...others.map(({ kind }) => `There is more under "${kind}:${about}".`)];
}

function describeEvidence(known: Known, kind: (typeof kinds)[number], id: string): string[] {
  return kind === 'template'
    ? describeMessages(known, { template: id })
    : describeSubject(known, `${kind}:${id}`);
}

function describeNothing(person: string, about: string, { program }: Known): CommandResult {
  const problem = `No profile or decision found for "${about}" and ${person}.`;
  const names =
    program === undefined
      ? []
      : [
          ...program.journeys.map(({ document }) => `journey:${document.id}`),
          ...program.campaigns.map(({ id }) => `campaign:${id}`),
          ...program.rules.map(({ id }) => `rule:${id}`),
        ];
  const some =
    names.length === 0
      ? ''
      : ` In force: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}.`;
  const remedy = `Give a message id, a template, or journey:x, campaign:x, rule:x, segment:x.${some}`;
  return {
    exitCode: 1,
    json: { error: { code: 'nothing_known', problem, remedy } },
    lines: [problem, remedy],
  };
}

function toFacts({ profile, readsFrom }: Known): object {
  return {
    journeys: profile?.journeys ?? [],
    held: profile?.held ?? [],
    ...(readsFrom === undefined ? {} : { readsFrom: new Date(readsFrom).toISOString() }),
  };
}
