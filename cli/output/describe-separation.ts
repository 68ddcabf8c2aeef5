/** What `percorso unmerge` makes of a merged profile, and what does not come back or stays: docs/touchpoints.md. */
import type { KeptDenial } from '../../app/inspect/list-kept-denials.ts';
import type { PreviewedPlan } from '../../app/inspect/preview-undo.ts';
import type { MergeRecord } from '../../app/ports/merge-store.ts';
import { isEveryKey, isStopKey } from '../../engine/channels/consent-key.ts';
import { listDevices } from '../../engine/channels/devices.ts';
import type { JourneyPosition } from '../../engine/model/journey-position.ts';
import type { CommandResult } from '../terminal/command-result.ts';
import { nameOrigin } from './describe-trace.ts';
import { formatMoment } from './format-moment.ts';
import { formatCount } from './format-table.ts';

type Side = 'survivor' | 'ended';
const sides: readonly Side[] = ['survivor', 'ended'];

/** The kinds by which an operator knows a person best. */
const kinds = ['userId:', 'anonymousId:', 'email:', 'phone:'];

export function describePlan(merge: MergeRecord, plan: PreviewedPlan): CommandResult {
  const rest = listRest(plan);
  return {
    exitCode: 0,
    json: {
      merge: { survivor: merge.survivor, ended: merge.ended, at: new Date(merge.at).toISOString() },
      profiles: sides.map((side, index) => {
        const { traits, journeys, held, consents } = plan[side];
        return {
          ...rest[index],
          touchpointsSince: countSince(plan, side),
          traits: Object.keys(traits).sort(),
          journeys: listSteps(journeys),
          held: held.length,
          consents,
        };
      }),
    },
    lines: [
      `Merge of ${formatMoment(merge.at)} (UTC). Nothing was changed. Each profile would have:`,
      ...sides.flatMap((side) => [
        `${nameWithProfile(plan, side)}: ${formatCount(countSince(plan, side), 'touchpoint')} since the merge`,
        ...describeState(plan, side),
      ]),
      ...describeRest(plan),
    ],
  };
}

/** In the order survivor, ended. */
export function listRest({ survivor, ended, ids, notBack, keptDenials }: PreviewedPlan): readonly object[] {
  const ofSide = { survivor, ended };
  return sides.map((side) => ({
    id: ofSide[side].id,
    ids: ids[side],
    journeysNotBack: listSteps(notBack[side]),
    denialsKept: keptDenials
      .filter(({ of }) => of === side)
      .map(({ channel, address, key }) => ({ channel, address, key })),
  }));
}

/** Empty if all that was there before comes back, and nothing of one profile stays with the other. */
export function describeRest(plan: PreviewedPlan): readonly string[] {
  return [
    ...sides.flatMap((side) => describeNotBack(plan, side)),
    ...plan.keptDenials.flatMap((denial) => describeDenial(plan, denial)),
  ];
}

function describeState(plan: PreviewedPlan, side: Side): readonly string[] {
  const { traits, computed, segments, journeys, held, consents } = plan[side];
  const states = Object.entries(consents).map(([key, { state }]) => `${key} ${state}`);
  return [
    `  traits: ${join(Object.keys(traits).sort())}`,
    `  computed traits and counters: ${join(Object.keys(computed).sort())}`,
    `  segments: ${join(Object.keys(segments).sort())}`,
    `  journeys: ${join(journeys.map((position) => `${nameInstance(position)} at ${position.step}`))}`,
    `  held messages: ${join(held.map(({ origin, template }) => `${nameOrigin(origin)} "${template}"`))}`,
    `  devices: ${listDevices(plan[side]).length}`,
    `  consents: ${join(states)}`,
  ];
}

/** `cart (K1)`. */
function nameInstance({ journey, key }: JourneyPosition): string {
  return key === undefined ? journey : `${journey} (${key})`;
}

function join(names: readonly string[]): string {
  return names.join(', ') || 'none';
}

function listSteps(journeys: readonly JourneyPosition[]): readonly object[] {
  return journeys.map(({ journey, step }) => ({ journey, step }));
}

function countSince({ since }: PreviewedPlan, side: Side): number {
  return (side === 'survivor' ? since.kept : since.moved).length;
}

function describeNotBack(plan: PreviewedPlan, side: Side): readonly string[] {
  const positions = plan.notBack[side];
  if (positions.length === 0) return [];
  const names = positions.map((position) => `${nameInstance(position)} (was at ${position.step})`).join(', ');
  return [
    `Journeys of ${nameSide(plan, side)} that do not come back, because they have sent or ended since the merge: ${names}`,
  ];
}

function describeDenial(plan: PreviewedPlan, { of, channel, address, key }: KeptDenial): readonly string[] {
  const [name, stater] = [nameSide(plan, of), nameSide(plan, of === 'survivor' ? 'ended' : 'survivor')];
  return [
    `${key} stays denied for the address ${address} of ${name}, by a no of ${stater} that reached it.`,
    `  To give it back: ${describeYes(channel, key)} of ${name} from now on (docs/consent.md).`,
  ];
}

/** What lifts a no to the key. */
function describeYes(channel: string, key: string): string {
  if (isStopKey(key)) return 'a START';
  return isEveryKey(key) ? `a yes to a purpose, such as ${channel},` : `a yes to ${key}`;
}

function nameSide({ ids, ...plan }: PreviewedPlan, side: Side): string {
  const { id } = plan[side];
  const named = kinds.flatMap((kind) => ids[side].filter((each) => each.startsWith(kind)));
  return named[0] ?? ids[side][0] ?? `profile ${id}`;
}

function nameWithProfile(plan: PreviewedPlan, side: Side): string {
  const { id } = plan[side];
  const name = nameSide(plan, side);
  return name === `profile ${id}` ? name : `${name}, profile ${id}`;
}
