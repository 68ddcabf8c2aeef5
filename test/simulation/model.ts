/** The plain model: what each person's state must be, from the events alone, one after the other as they happened. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { hour, type Story, type StoryEvent } from './story.ts';

/** Older than this when it is received, an event triggers nothing. */
const historicalAfter = 24 * hour;

export interface ExpectedPerson {
  readonly person: number;
  readonly events: readonly StoryEvent[];
  readonly orders: number;
  readonly revenue: number;
  readonly lastSku?: string;
  readonly views: number;
  /** The same, each event once. */
  readonly viewed: number;
  readonly plan?: string;
  /** Of the events and the rows that are not undone. */
  readonly tier?: string;
  /** Of the rows that are not undone. */
  readonly paid: number;
  /** Page views in rows that are not undone; `views` are of events. */
  readonly imported: number;
  /** Undefined: nothing was said. */
  readonly consent?: boolean;
  /** State of the purpose with double opt-in. Undefined: nothing was said. */
  readonly surveys?: 'granted' | 'pending' | 'denied';
  /** A yes may wait again: another person denied the shared mailbox between its confirmation and the next form. */
  readonly isAskedAgain: boolean;
  /** Keys of the carts in live events. */
  readonly carts: ReadonlySet<string>;
  /** Ids of the orders that must have a receipt: they have the address. */
  readonly receipts: readonly string[];
  /** Ids of the orders that must have an SMS: they have the number. */
  readonly texts: readonly string[];
  readonly signUps: readonly StoryEvent[];
}

/** `again`: ids of the touchpoints that are counted twice (find-counted-again.ts). */
export function expectPeople(
  story: Story,
  again: ReadonlySet<string> = new Set(),
): readonly ExpectedPerson[] {
  return Array.from({ length: story.people }, (_, person) => {
    const own = story.events.filter((event) => event.person === person);
    const events = [...new Map(own.map((event) => [event.id, event])).values()].sort(
      (left, right) => left.occurredAt - right.occurredAt,
    );
    return {
      ...expectPerson(person, events, again, findNoes(story, person, events)),
      ...expectRows(story, person, events),
    };
  });
}

export function isLive({ at, occurredAt }: StoryEvent): boolean {
  return at - occurredAt < historicalAfter - 10 * hour;
}

function expectPerson(
  person: number,
  events: readonly StoryEvent[],
  again: ReadonlySet<string>,
  noes: readonly number[],
): Omit<ExpectedPerson, 'tier' | 'paid' | 'imported'> {
  const counted = [...events, ...events.filter(({ id }) => again.has(id))];
  const countedOrders = counted.filter(({ name }) => name === 'Order Completed');
  const orders = events.filter(({ name }) => name === 'Order Completed');
  const lastSku = findLatest(orders, ({ id }) => `sku-${id}`);
  const plan = findLatest(events, (event) => event.plan);
  const consent = foldConsents(events);
  const surveys = foldSurveys(events);
  const cartEvents = events.filter((event) => event.name === 'Cart Updated' && isLive(event));
  const live = orders.filter(isLive);
  return {
    person,
    events,
    isAskedAgain: isAskedAfter(events, noes),
    views: counted.filter(({ name }) => name === 'Page Viewed').length,
    viewed: events.filter(({ name }) => name === 'Page Viewed').length,
    ...(consent === undefined ? {} : { consent }),
    ...(surveys === undefined ? {} : { surveys }),
    carts: new Set(cartEvents.flatMap(({ cart }) => cart ?? [])),
    orders: countedOrders.length,
    revenue: countedOrders.reduce((sum, { revenue = 0 }) => sum + revenue, 0),
    ...(lastSku === undefined ? {} : { lastSku }),
    ...(plan === undefined ? {} : { plan }),
    receipts: live.filter(({ ids }) => ids.email !== undefined).map(({ id }) => id),
    texts: live.filter(({ ids }) => ids.phone !== undefined).map(({ id }) => id),
    signUps: events.filter(({ name }) => name === 'Signed Up'),
  };
}

/** An undone import has stated nothing. */
function expectRows(
  { imported }: Story,
  person: number,
  events: readonly StoryEvent[],
): Pick<ExpectedPerson, 'tier' | 'paid' | 'imported'> {
  const rows = imported?.undoAt === undefined ? (imported?.rows ?? []) : [];
  const own = rows.filter((row) => row.person === person);
  const statements = [...events, ...own].sort((left, right) => left.occurredAt - right.occurredAt);
  const tier = findLatest(statements, (statement) => statement.tier);
  const visits = own.filter((row) => row.paid !== undefined);
  const paid = visits.reduce((sum, row) => sum + (row.paid ?? 0), 0);
  return omitAbsent({ tier, paid, imported: visits.length });
}

/** A no to every purpose ends a yes that is not later. */
function foldConsents(events: readonly StoryEvent[]): boolean | undefined {
  const last = events.findLast((event) => event.consent !== undefined);
  const ended = Math.max(...events.filter(({ survey }) => survey === 'ended').map(({ at }) => at));
  if (ended === Number.NEGATIVE_INFINITY) return last?.consent;
  return last?.consent === true && last.occurredAt > ended;
}

/** Moments at which another person denied surveys for a mailbox that this one has too. */
function findNoes(story: Story, person: number, events: readonly StoryEvent[]): readonly number[] {
  const own = new Set(events.flatMap(({ ids }) => ids.email ?? []));
  return story.events.flatMap((event) => {
    const isNo = event.survey === 'refused' || event.survey === 'ended';
    const isShared = story.events.some(
      (other) => other.person === event.person && other.ids.email !== undefined && own.has(other.ids.email),
    );
    return event.person !== person && isNo && isShared ? event.at : [];
  });
}

function isAskedAfter(events: readonly StoryEvent[], noes: readonly number[]): boolean {
  const confirmed = events.flatMap(({ survey, requestedAt }) =>
    survey === 'confirmed' && requestedAt !== undefined ? requestedAt : [],
  );
  const asked = events.filter(({ survey }) => survey === 'asked').map(({ occurredAt }) => occurredAt);
  return noes.some((no) => confirmed.some((at) => at <= no) && asked.some((at) => at > no));
}

/** A confirmation counts from its form, a no from its receipt; a yes that is not confirmed only waits. */
function foldSurveys(events: readonly StoryEvent[]): ExpectedPerson['surveys'] {
  const latest = (survey: StoryEvent['survey'], read: (event: StoryEvent) => number | undefined) =>
    Math.max(...events.filter((event) => event.survey === survey).map((event) => read(event) ?? Number.NaN));
  const denied = Math.max(
    latest('refused', ({ at }) => at),
    latest('ended', ({ at }) => at),
  );
  const confirmed = latest('confirmed', ({ requestedAt }) => requestedAt);
  const asked = latest('asked', ({ occurredAt }) => occurredAt);
  if (confirmed > denied) return 'granted';
  if (asked > denied) return 'pending';
  return denied === Number.NEGATIVE_INFINITY ? undefined : 'denied';
}

/** Of the latest statements; of two in the same millisecond, the greater one. */
function findLatest<Statement extends Pick<StoryEvent, 'occurredAt'>>(
  events: readonly Statement[],
  read: (event: Statement) => string | undefined,
): string | undefined {
  const stated = events.filter((event) => read(event) !== undefined);
  const latest = stated.at(-1)?.occurredAt;
  const values = stated
    .filter(({ occurredAt }) => occurredAt === latest)
    .flatMap((event) => read(event) ?? []);
  return values.sort().at(-1);
}
