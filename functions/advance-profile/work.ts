/** All that one batch holds for one person, so that it becomes one write. */
import type { Input } from '../../engine/decision.ts';
import type { QueueRecord } from '../shared/sqs-batch.ts';
import type { Delivery, TouchpointDelivery, VisitDelivery, WakeDelivery } from './delivery.ts';

export interface Work {
  readonly profileId: string;
  /** In the order in which they happened, so that a batch's shuffling matters as little as possible. */
  readonly touchpoints: readonly TouchpointDelivery[];
  /** Several wake-ups are one. */
  readonly wakes: readonly WakeDelivery[];
  /** Of campaigns and backfills. */
  readonly visits: readonly VisitDelivery[];
}

interface Group {
  readonly touchpoints: TouchpointDelivery[];
  readonly wakes: WakeDelivery[];
  readonly visits: VisitDelivery[];
}

export function groupByProfile(
  touchpoints: readonly (readonly [profileId: string, delivery: TouchpointDelivery])[],
  deliveries: readonly Delivery[],
): readonly Work[] {
  const groups = new Map<string, Group>();
  const find = (profileId: string): Group => {
    const group = groups.get(profileId) ?? { touchpoints: [], wakes: [], visits: [] };
    groups.set(profileId, group);
    return group;
  };
  for (const [profileId, delivery] of touchpoints) find(profileId).touchpoints.push(delivery);
  for (const delivery of deliveries) {
    if (delivery.kind === 'wake') find(delivery.profileId).wakes.push(delivery);
    if (delivery.kind === 'visit') find(delivery.profileId).visits.push(delivery);
  }
  return [...groups].map(([profileId, group]) => ({
    ...group,
    profileId,
    touchpoints: group.touchpoints.sort(compareDeliveries),
  }));
}

/** Backfills come without what is to be made anew: see recount-traits.ts. */
export function listInputs({ touchpoints, wakes, visits }: Work): readonly Input[] {
  const wake: readonly Input[] = wakes.length === 0 ? [] : [{ kind: 'wake' }];
  const visited = visits.map(
    ({ visit }): Input => (visit.kind === 'backfill' ? { ...visit, computed: {} } : visit),
  );
  const said = touchpoints.map(
    ({ touchpoint, taken }): Input => ({
      kind: 'touchpoint',
      touchpoint,
      ...(taken === undefined ? {} : { taken }),
    }),
  );
  return [...wake, ...visited, ...said];
}

/** The newest program version that walks found the person by; undefined when none says so. */
export function findNeededVersion({ wakes, visits }: Work): number | undefined {
  const versions = [...wakes, ...visits].flatMap(({ version }) => version ?? []);
  return versions.length === 0 ? undefined : Math.max(...versions);
}

export function listRecords({ touchpoints, wakes, visits }: Work): readonly QueueRecord[] {
  return [...wakes, ...visits, ...touchpoints].map(({ record }) => record);
}

/** One kind of input apart from the others, then halves; undefined when there is nothing left to split. */
export function splitWork(work: Work): readonly [Work, Work] | undefined {
  const { touchpoints, wakes, visits } = work;
  const empty: Work = { profileId: work.profileId, touchpoints: [], wakes: [], visits: [] };
  if (wakes.length > 0 && touchpoints.length + visits.length > 0) {
    return [
      { ...empty, wakes },
      { ...work, wakes: [] },
    ];
  }
  if (visits.length > 0 && touchpoints.length > 0) {
    return [
      { ...empty, visits },
      { ...empty, touchpoints },
    ];
  }
  if (visits.length > 1) {
    const [first, second] = halve(visits);
    return [
      { ...empty, visits: first },
      { ...empty, visits: second },
    ];
  }
  if (touchpoints.length < 2) return undefined;
  const [first, second] = halve(touchpoints);
  return [
    { ...empty, touchpoints: first },
    { ...empty, touchpoints: second },
  ];
}

function halve<Item>(items: readonly Item[]): readonly [Item[], Item[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
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
