/** All that one batch holds for one person, so that it becomes one write. */
import type { Input } from '../../engine/decision.ts';
import type { QueueRecord } from '../shared/sqs-batch.ts';
import type { Delivery, TouchpointDelivery, WakeDelivery } from './delivery.ts';

export interface Work {
  readonly profileId: string;
  /** In the order in which they happened, so that a batch's shuffling matters as little as possible. */
  readonly touchpoints: readonly TouchpointDelivery[];
  /** Several wake-ups are one. */
  readonly wakes: readonly WakeDelivery[];
}

export function groupByProfile(
  touchpoints: readonly (readonly [profileId: string, delivery: TouchpointDelivery])[],
  deliveries: readonly Delivery[],
): readonly Work[] {
  const groups = new Map<string, { touchpoints: TouchpointDelivery[]; wakes: WakeDelivery[] }>();
  const find = (profileId: string) => {
    const group = groups.get(profileId) ?? { touchpoints: [], wakes: [] };
    groups.set(profileId, group);
    return group;
  };
  for (const [profileId, delivery] of touchpoints) find(profileId).touchpoints.push(delivery);
  for (const delivery of deliveries)
    if (delivery.kind === 'wake') find(delivery.profileId).wakes.push(delivery);
  return [...groups].map(([profileId, group]) => ({
    profileId,
    touchpoints: group.touchpoints.sort(compareDeliveries),
    wakes: group.wakes,
  }));
}

export function listInputs({ touchpoints, wakes }: Work): readonly Input[] {
  const inputs: Input[] = touchpoints.map(({ touchpoint }) => ({ kind: 'touchpoint', touchpoint }));
  return wakes.length === 0 ? inputs : [{ kind: 'wake' }, ...inputs];
}

export function listRecords({ touchpoints, wakes }: Work): readonly QueueRecord[] {
  return [...wakes, ...touchpoints].map(({ record }) => record);
}

/** Wake-ups apart from touchpoints, then halves; undefined when there is nothing left to split. */
export function splitWork(work: Work): readonly [Work, Work] | undefined {
  const { touchpoints, wakes } = work;
  if (wakes.length > 0 && touchpoints.length > 0) {
    return [
      { ...work, touchpoints: [] },
      { ...work, wakes: [] },
    ];
  }
  if (touchpoints.length < 2) return undefined;
  const middle = Math.ceil(touchpoints.length / 2);
  return [
    { ...work, touchpoints: touchpoints.slice(0, middle) },
    { ...work, touchpoints: touchpoints.slice(middle) },
  ];
}

function compareDeliveries(
  { touchpoint: left }: TouchpointDelivery,
  { touchpoint: right }: TouchpointDelivery,
) {
  return (
    left.occurredAt - right.occurredAt ||
    left.receivedAt - right.receivedAt ||
    (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
  );
}
