/** The work of one batch for one person, which becomes one write. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { Input, TouchpointInput } from '../../../engine/model/decision.ts';
import { hasAbsorbed, isIdOf, type Profile } from '../../../engine/model/profile.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';
import type { QueueRecord } from '../../runtime/sqs-batch.ts';
import type {
  QueueMessage,
  ReceivedTask,
  ReceivedTouchpoint,
  ReceivedWake,
  TakenId,
} from './queue-message.ts';

export interface Work {
  readonly profileId: string;
  /** In the order of their occurrence, so that the order within a batch matters as little as possible. */
  readonly touchpoints: readonly ReceivedTouchpoint[];
  /** Several wake-ups count as one. */
  readonly wakes: readonly ReceivedWake[];
  /** Of campaigns and backfills. */
  readonly tasks: readonly ReceivedTask[];
  /** Profiles that were found to end in this one. */
  readonly ending?: readonly string[];
}

/** A profile that an id in the work leads to. */
export interface OtherProfile {
  readonly profileId: string;
  /** By a touchpoint with a user id: anyone can type the email of another person into a form. */
  readonly isNamedByUser: boolean;
  /** Absent: another worker found it. */
  readonly cause?: Touchpoint;
}

interface Group {
  readonly touchpoints: ReceivedTouchpoint[];
  readonly wakes: ReceivedWake[];
  readonly tasks: ReceivedTask[];
}

export type OwnedTouchpoint = readonly [profileId: string, received: ReceivedTouchpoint];

export function groupByProfile(
  touchpoints: readonly OwnedTouchpoint[],
  deliveries: readonly QueueMessage[],
): readonly Work[] {
  const groups = new Map<string, Group>();
  const find = (profileId: string): Group => {
    const group = groups.get(profileId) ?? { touchpoints: [], wakes: [], tasks: [] };
    groups.set(profileId, group);
    return group;
  };
  for (const [profileId, delivery] of touchpoints) find(profileId).touchpoints.push(delivery);
  for (const delivery of deliveries) {
    if (delivery.kind === 'wake') find(delivery.profileId).wakes.push(delivery);
    if (delivery.kind === 'task') find(delivery.profileId).tasks.push(delivery);
  }
  return [...groups].map(([profileId, group]) => ({
    ...group,
    profileId,
    touchpoints: group.touchpoints.sort(compareDeliveries),
  }));
}

/** Other profiles that ids in the work lead to, and that the person's own one does not contain. */
export function listOthers(
  { profileId, touchpoints, ending = [] }: Work,
  person: Profile,
): readonly OtherProfile[] {
  const others = new Map<string, Touchpoint | undefined>([profileId, ...ending].map((id) => [id, undefined]));
  for (const { touchpoint, taken = [] } of touchpoints) {
    for (const { profileId: id } of taken) {
      if (id !== undefined && others.get(id)?.userId === undefined) others.set(id, touchpoint);
    }
  }
  return [...others]
    .filter(
      ([id]) =>
        id !== person.id && !hasAbsorbed(person, id) && !person.apart?.some(([other]) => other === id),
    )
    .map(([id, cause]) => ({
      profileId: id,
      isNamedByUser: cause?.userId !== undefined,
      ...omitAbsent({ cause: cause ?? findCause(touchpoints, person) }),
    }));
}

/** Of a profile that ends and whose own touchpoints the work has: the one that names the person too. */
function findCause(touchpoints: Work['touchpoints'], person: Profile): Touchpoint | undefined {
  const isOfPerson = ({ profileId }: TakenId) => profileId !== undefined && isIdOf(person, profileId);
  return touchpoints.find(({ taken }) => taken?.some(isOfPerson))?.touchpoint;
}

/** The work is not for one person: ids of it lead to other profiles than this process knew. */
export class WorkDividedError extends Error {
  readonly code = 'work_divided';
  readonly parts: readonly Work[];
  constructor(parts: readonly Work[]) {
    super('The ids of this work lead to several profiles: advance each of them.');
    this.name = 'WorkDividedError';
    this.parts = parts;
  }
}

/** Backfills do not contain the traits to count again: see recount-traits.ts. `person`: with the profiles that ended in it. */
export function listInputs({ touchpoints, wakes, tasks }: Work, person: Profile): readonly Input[] {
  const wake: readonly Input[] = wakes.length === 0 ? [] : [{ kind: 'wake' }];
  const taskInputs = tasks.flatMap(({ task }): Input[] => {
    if (task.kind === 'backfill') return [{ ...task, computed: {} }];
    return task.kind === 'campaign' ? [task] : [];
  });
  const said = touchpoints.map(
    ({ touchpoint, taken, breach, ignored }): Input => ({
      kind: 'touchpoint',
      touchpoint,
      ...omitAbsent({ taken: listTaken(taken, person), breach, ignored }),
    }),
  );
  return [...wake, ...taskInputs, ...said];
}

/** An operator undoes a merge, or a worker that did has died before the profile that had ended was stored. */
export function isSeparation({ profileId, ending = [], tasks }: Work, person: Profile): boolean {
  if (tasks.some(({ task: { kind } }) => kind === 'unmerge' || kind === 'rejoin')) return true;
  return person.apart?.some(([id]) => (id === profileId || ending.includes(id)) && id !== person.id) === true;
}

function listTaken(taken: readonly TakenId[] | undefined, person: Profile): TouchpointInput['taken'] {
  const others = taken?.filter(({ profileId: id }) => id !== person.id && !hasAbsorbed(person, id ?? ''));
  return others === undefined || others.length === 0 ? undefined : others.map(({ type }) => type);
}

/** The newest program version with which a run evaluated its audience; undefined when no message names one. */
export function findNeededVersion(messages: readonly QueueMessage[]): number | undefined {
  const versions = messages.flatMap((message) => ('version' in message ? (message.version ?? []) : []));
  return versions.length === 0 ? undefined : Math.max(...versions);
}

export function listRecords({ touchpoints, wakes, tasks }: Work): readonly QueueRecord[] {
  return [...wakes, ...tasks, ...touchpoints].map(({ record }) => record);
}

/** Separates one kind of input from the others, then splits in halves; undefined when nothing is left to split. */
export function splitWork(work: Work): readonly [Work, Work] | undefined {
  const { touchpoints, wakes, tasks } = work;
  const empty: Work = { profileId: work.profileId, touchpoints: [], wakes: [], tasks: [] };
  if (wakes.length > 0 && touchpoints.length + tasks.length > 0) {
    return [
      { ...empty, wakes },
      { ...work, wakes: [] },
    ];
  }
  if (tasks.length > 0 && touchpoints.length > 0) {
    return [
      { ...empty, tasks },
      { ...empty, touchpoints },
    ];
  }
  if (tasks.length > 1) {
    const [first, second] = halve(tasks);
    return [
      { ...empty, tasks: first },
      { ...empty, tasks: second },
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
  { touchpoint: left }: ReceivedTouchpoint,
  { touchpoint: right }: ReceivedTouchpoint,
) {
  return (
    left.occurredAt - right.occurredAt ||
    left.receivedAt - right.receivedAt ||
    (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
  );
}
