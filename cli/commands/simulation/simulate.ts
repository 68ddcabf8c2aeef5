/** `percorso simulate`: simulates one person over virtual time with the documents of files. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { DAY } from '../../../engine/base/time-units.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import type { Effect } from '../../../engine/model/effects.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { makeSimulatedProfile } from '../../../engine/simulate/make-simulated-profile.ts';
import { type Arrival, type Simulation, simulatePerson } from '../../../engine/simulate/simulate-person.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatSimulation } from '../../output/format-simulation.ts';
import { createPreview, createRenderer, type MessageRenderer } from '../../simulate/preview-message.ts';
import { readTouchpoints, selectPerson } from '../../simulate/read-arrivals.ts';
import { readFacts } from '../../simulate/read-facts.ts';
import { readMoment } from '../../simulate/read-moment.ts';
import { readProgram } from '../../simulate/read-program.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface SimulateOptions {
  readonly profile?: string;
  readonly user?: string;
  readonly events?: string;
  readonly from?: string;
  readonly until?: string;
  /** Show the full content of messages. */
  readonly bodies?: boolean;
}

/** Default length of the simulation after the last event. */
const lookAhead = 180 * DAY;

/** `now` (epoch ms): the start of the simulation, if neither the events nor --from give one. */
export async function simulateFiles(
  patterns: readonly string[],
  options: SimulateOptions,
  directory: string,
  now: number,
): Promise<CommandResult> {
  const facts = options.profile === undefined ? undefined : readFacts(options.profile, directory);
  const from = options.from === undefined ? undefined : readMoment(options.from, '--from');
  const user = options.user ?? facts?.userId;
  const arrivals = readArrivals(options.events, directory, { start: from ?? now, user });
  const begin = Math.min(arrivals[0]?.at ?? Number.POSITIVE_INFINITY, from ?? Number.POSITIVE_INFINITY);
  const start = Number.isFinite(begin) ? begin : now;
  const until =
    options.until === undefined
      ? (arrivals.at(-1)?.at ?? start) + lookAhead
      : readMoment(options.until, '--until');
  if (until < (from ?? start)) {
    throw new UsageError(
      `--until ${options.until} is before the simulation starts (${formatMoment(from ?? start)}).`,
      'Give a later moment.',
    );
  }
  const program = await readProgram(patterns, directory);
  if ('refusal' in program) return program.refusal;
  const person = makeSimulatedProfile(
    user ?? 'person',
    { traits: {}, consent: {}, ...facts, ...omitAbsent({ userId: user }) },
    start,
  );
  const compiled = compileProgram(program.snapshot);
  const simulation = simulatePerson(compiled, person, arrivals, until);
  const preview = createPreview(program.compiled, { withBodies: options.bodies === true });
  const renderBody = options.bodies === true ? createRenderer(program.compiled) : undefined;
  const left = arrivals.filter(({ at }) => at > until).length;
  return {
    exitCode: 0,
    json: toJson(simulation, program.snapshot, { from: from ?? start, until }, renderBody),
    lines: [
      ...program.notes,
      'Virtual time, in UTC:',
      '',
      ...(left === 0 ? [] : [`${left} events after --until were skipped.`]),
      ...formatSimulation(simulation, { start: person, from: from ?? start, until }, preview),
      ...explainSchedules(program.snapshot),
    ],
  };
}

function readArrivals(
  file: string | undefined,
  directory: string,
  options: { readonly start: number; readonly user: string | undefined },
): Arrival[] {
  if (file === undefined) return [];
  const touchpoints = readTouchpoints(file, directory, options);
  return selectPerson(touchpoints, options.user, file)
    .map((touchpoint) => ({
      at: touchpoint.receivedAt,
      input: { kind: 'touchpoint' as const, touchpoint },
    }))
    .sort((left, right) => left.at - right.at);
}

function toJson(
  { steps, profile, brokenOffAt }: Simulation,
  { policy }: ProgramSnapshot,
  { from, until }: { readonly from: number; readonly until: number },
  renderBody: MessageRenderer | undefined,
): unknown {
  const toText = (at: number) => new Date(at).toISOString();
  return {
    from: toText(from),
    until: toText(until),
    policy: policy.id,
    steps: steps
      .filter(({ at }) => at >= from)
      .map(({ at, input, entries, effects, isRepeat, profile: after }) => ({
        at: toText(at),
        event: input?.kind === 'touchpoint' ? input.touchpoint.name : null,
        decisions: entries.flatMap(({ traces }) => traces),
        effects: renderBody === undefined ? effects : effects.map((effect) => addBody(effect, renderBody)),
        ...omitAbsent({ isRepeat: isRepeat || undefined }),
        journeys: after.journeys,
        held: after.held,
        nextLook: after.wakeAt === undefined ? null : toText(after.wakeAt),
      })),
    profile,
    ...omitAbsent({ brokenOffAt: brokenOffAt === undefined ? undefined : toText(brokenOffAt) }),
  };
}

function addBody(effect: Effect, renderBody: MessageRenderer): Effect | object {
  if (effect.kind !== 'SendMessage') return effect;
  const rendered = renderBody(effect);
  return rendered === undefined ? effect : { ...effect, rendered };
}

/** Their audience is all people: the events of one person do not start them. */
function explainSchedules({ campaigns, journeys }: ProgramSnapshot): string[] {
  const scheduled = journeys.filter(({ document }) => 'schedule' in document.trigger);
  const names = [
    ...campaigns.map(({ id }) => `campaign ${id}`),
    ...scheduled.map(({ document }) => `scheduled entries of journey ${document.id}`),
  ];
  if (names.length === 0) return [];
  return [
    `Not simulated: ${names.join(', ')}. \`percorso campaign preview ID FILES\` evaluates the people of a stage.`,
  ];
}
