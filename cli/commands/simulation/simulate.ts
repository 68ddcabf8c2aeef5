/** `percorso simulate`: simulates one person over virtual time with the documents of files. */
import {
  chooseSpan,
  type SimulatedLife,
  type SimulatedSpan,
  simulateLife,
} from '../../../app/simulate/simulate-life.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { Effect } from '../../../engine/model/effects.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import type { Simulation } from '../../../engine/simulate/simulate-person.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatSimulation } from '../../output/format-simulation.ts';
import { createPreview, createRenderer, type MessageRenderer } from '../../simulate/preview-message.ts';
import { readArrivals, readUser } from '../../simulate/read-arrivals.ts';
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

/** `now` (epoch ms): the start of the simulation, if neither the events nor --from give one. */
export async function simulateFiles(
  patterns: readonly string[],
  options: SimulateOptions,
  directory: string,
  now: number,
): Promise<CommandResult> {
  const facts = options.profile === undefined ? undefined : readFacts(options.profile, directory);
  const from = options.from === undefined ? undefined : readMoment(options.from, '--from');
  const program = await readProgram(patterns, directory);
  if ('refusal' in program) return program.refusal;
  const policy = program.snapshot.policy.identity;
  const user = readUser(options.user ?? facts?.userId, policy);
  const arrivals = readArrivals(options.events, directory, { start: from ?? now, user, policy });
  const until = options.until === undefined ? undefined : readMoment(options.until, '--until');
  const { span, isEmpty } = chooseSpan(arrivals, { from, until, now });
  if (isEmpty) {
    throw new UsageError(
      `--until ${options.until} is before the simulation starts (${formatMoment(span.from)}).`,
      'Give a later moment.',
    );
  }
  const stated = { traits: {}, consent: {}, ...facts, ...omitAbsent({ userId: user }) };
  const life = simulateLife(program.snapshot, stated, arrivals, span);
  const { utm } = program.snapshot.policy ?? {};
  const preview = createPreview(program.compiled, { withBodies: options.bodies === true, utm });
  const renderBody = options.bodies === true ? createRenderer(program.compiled, utm) : undefined;
  return {
    exitCode: 0,
    json: toJson(life.simulation, program.snapshot, span, renderBody),
    lines: [
      ...program.notes,
      'Virtual time, in UTC:',
      '',
      ...(life.skipped === 0 ? [] : [`${life.skipped} events after --until were skipped.`]),
      ...formatSimulation(life.simulation, { ...span, start: life.person }, preview),
      ...explainSchedules(life),
    ],
  };
}

function toJson(
  { steps, profile, brokenOffAt }: Simulation,
  { policy }: ProgramSnapshot,
  { from, until }: SimulatedSpan,
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

function explainSchedules({ notSimulated: { campaigns, journeys } }: SimulatedLife): string[] {
  const names = [
    ...campaigns.map((id) => `campaign ${id}`),
    ...journeys.map((id) => `scheduled entries of journey ${id}`),
  ];
  if (names.length === 0) return [];
  return [
    `Not simulated: ${names.join(', ')}. \`percorso campaign preview ID FILES\` evaluates the people of a stage.`,
  ];
}
