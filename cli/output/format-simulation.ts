/** Formats a simulation step by step. */
import type { Effect, SendMessage } from '../../engine/model/effects.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { SimulatedStep, Simulation } from '../../engine/simulate/simulate-person.ts';
import { describeHeld, describePosition } from './describe-position.ts';
import { describeTrace } from './describe-trace.ts';
import { formatMoment } from './format-moment.ts';
import { formatCount } from './format-table.ts';

/** The content of the message: its subject or the beginning of its text, then more lines if requested. */
export type Preview = (message: SendMessage) => readonly string[] | undefined;

/** `start`: the state before the first step. Steps before `from` (epoch ms) run but are not shown. */
export function formatSimulation(
  { steps, profile, brokenOffAt }: Simulation,
  { start, from, until }: { readonly start: Profile; readonly from: number; readonly until: number },
  preview: Preview,
): string[] {
  const shown = steps.flatMap((step, index) => {
    if (step.at < from) return [];
    return [...formatStep(step, steps[index - 1]?.profile ?? start, preview), ''];
  });
  const sent = steps
    .filter(({ at }) => at >= from)
    .flatMap(({ effects }) => effects.filter(({ kind }) => kind === 'SendMessage')).length;
  return [
    ...shown,
    `At the end, ${formatMoment(brokenOffAt ?? until)}: ${formatCount(sent, 'message')} sent.`,
    ...describeFinalState(profile).map((line) => `  ${line}`),
    ...(brokenOffAt === undefined
      ? []
      : [
          'Stopped there: too many decisions. Check for an endless loop in a journey, or give an earlier --until.',
        ]),
  ];
}

export function describeFinalState(profile: Profile): string[] {
  const segments = Object.keys(profile.segments);
  return [
    ...profile.journeys.map(describePosition),
    ...profile.held.map(describeHeld),
    ...(segments.length === 0 ? [] : [`in ${segments.map((id) => `segment ${id}`).join(', ')}`]),
    ...(profile.wakeAt === undefined ? ['no timer is set'] : [`next timer: ${formatMoment(profile.wakeAt)}`]),
  ];
}

function formatStep(step: SimulatedStep, before: Profile, preview: Preview): string[] {
  const { at, entries, effects, profile, isRepeat } = step;
  const decisions = entries.flatMap(({ traces }) => traces.map((trace) => `→ ${describeTrace(trace)}`));
  const details = [
    ...decisions,
    ...effects.flatMap((effect) => describeEffect(effect, preview)),
    ...(isRepeat ? ['duplicate of an earlier event (same id): nothing happens'] : []),
    ...(decisions.length === 0 && !isRepeat ? ['no decision'] : []),
    ...describeChange(before, profile),
  ];
  return [`${formatMoment(at)}  ${describeCause(step)}`, ...details.map((line) => `    ${line}`)];
}

function describeCause({ input, at }: SimulatedStep): string {
  if (input?.kind === 'campaign') return `campaign ${input.campaign} reaches the person`;
  if (input?.kind !== 'touchpoint') return 'time passed';
  const { name, source, occurredAt } = input.touchpoint;
  const late = occurredAt === at ? '' : `, happened ${formatMoment(occurredAt)}`;
  return `${name} (from ${source}${late})`;
}

function describeEffect(effect: Effect, preview: Preview): string[] {
  if (effect.kind !== 'SendMessage') return [];
  const [first, ...rest] = preview(effect) ?? [];
  const head = `  ${effect.channel} to ${effect.to}${first === undefined ? '' : `: ${first}`}`;
  return [head, ...rest.map((line) => `    | ${line}`)];
}

/** Changes of the person's position, and the next timer. */
function describeChange(before: Profile, after: Profile): string[] {
  const nameOf = (position: Profile['journeys'][number]) =>
    `${position.instanceId} ${position.step} ${position.stepCount}`;
  const places = new Set(before.journeys.map(nameOf));
  const waiting = new Set(before.held.map(({ id, until }) => `${id} ${until}`));
  return [
    ...after.journeys.filter((position) => !places.has(nameOf(position))).map(describePosition),
    ...after.held.filter(({ id, until }) => !waiting.has(`${id} ${until}`)).map(describeHeld),
    ...(after.wakeAt === undefined || after.wakeAt === before.wakeAt
      ? []
      : [`next timer: ${formatMoment(after.wakeAt)}`]),
  ];
}
