/** A simulated walk, step by step in plain words. */
import type { Effect, SendMessage } from '../../engine/model/effects.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { SimulatedStep, Simulation } from '../../engine/simulate/simulate-person.ts';
import { describeHeld, describePosition } from './describe-position.ts';
import { describeTrace } from './describe-trace.ts';
import { formatMoment } from './format-moment.ts';
import { formatCount } from './format-table.ts';

/** What the message would say: its subject or the beginning of its text, then lines with the rest where asked for. */
export type Preview = (message: SendMessage) => readonly string[] | undefined;

/** `start`: the state before the first step. Steps before `from` (epoch ms) happen and are not shown. */
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
    ...describeStanding(profile).map((line) => `  ${line}`),
    ...(brokenOffAt === undefined
      ? []
      : ['Broken off there: too many decisions. Does a journey go round and round? Say an earlier --until.']),
  ];
}

export function describeStanding(profile: Profile): string[] {
  const segments = Object.keys(profile.segments);
  return [
    ...profile.journeys.map(describePosition),
    ...profile.held.map(describeHeld),
    ...(segments.length === 0 ? [] : [`in ${segments.map((id) => `segment ${id}`).join(', ')}`]),
    ...(profile.wakeAt === undefined
      ? ['nothing waits for time to pass']
      : [`looked at next: ${formatMoment(profile.wakeAt)}`]),
  ];
}

function formatStep(step: SimulatedStep, before: Profile, preview: Preview): string[] {
  const { at, entries, effects, profile, isRepeat } = step;
  const decisions = entries.flatMap(({ traces }) => traces.map((trace) => `→ ${describeTrace(trace)}`));
  const details = [
    ...decisions,
    ...effects.flatMap((effect) => describeEffect(effect, preview)),
    ...(isRepeat ? ['counted before under the same id: nothing happens'] : []),
    ...(decisions.length === 0 && !isRepeat ? ['nothing was decided'] : []),
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

/** What is new of where the person stands, and when time will do something next. */
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
      : [`looked at next: ${formatMoment(after.wakeAt)}`]),
  ];
}
