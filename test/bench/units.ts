/** Billable units and dollars per million, from the local cloud's meter: counts, so the machine's speed is no matter. */
import { type CloudSession, openSession, type Touch } from './cloud-session.ts';

export interface UnitFigures {
  readonly title: string;
  /** Units per touchpoint (or message). */
  readonly perOne: Readonly<Record<string, number>>;
  readonly dollarsPerMillion: number;
  readonly dollarsByUnit: Readonly<Record<string, number>>;
}

interface MeterReading {
  readonly units: Readonly<Record<string, number>>;
  readonly dollars: Readonly<Record<string, number>>;
}

const config = `
kind: trait
id: orders
status: live
function: count
event: Order Completed
---
kind: segment
id: regulars
status: live
condition: { profile: { computed: { orders: [{ numeric: [">", 1000000] }] } } }
---
kind: policy
id: contact
status: live
consent: { email: opt-out }
---
kind: template
id: offer
status: live
channel: email
class: promotional
content:
  subject: "An offer for {{ profile.traits.first_name | default: 'you' }}"
  html: "<p>Hello {{ profile.traits.first_name }}, here is {{ event.properties.what }}.</p>"
---
kind: rule
id: offer
status: live
trigger: { event: Offer Wanted }
actions: [{ send: offer }]
`;

/** Senders' units that are not feedback: what is left when the provider's events are not reported. */
export async function measureUnits(people: number, rounds: number): Promise<readonly UnitFigures[]> {
  const session = await openSession(config, { repeats: 0 });
  try {
    await session.put(people1(people).map((user) => identify(user)));
    await settle(session);
    const plain = await measure(
      session,
      'one touchpoint of a known profile, no message',
      people * rounds,
      () => eachRound(people, rounds, (user, round) => order(user, round)),
    );
    return [plain];
  } finally {
    await session.close();
  }
}

async function measure(
  session: CloudSession,
  title: string,
  count: number,
  make: () => readonly Touch[][],
): Promise<UnitFigures> {
  const before = read(session);
  for (const touches of make()) {
    await session.put(touches);
    await settle(session);
  }
  const after = read(session);
  const perOne = subtract(after.units, before.units, count);
  const dollars = subtract(after.dollars, before.dollars, count / 1e6);
  return {
    title,
    perOne,
    dollarsByUnit: dollars,
    dollarsPerMillion: Object.values(dollars).reduce((sum, value) => sum + value, 0),
  };
}

async function settle(session: CloudSession): Promise<void> {
  const report = await session.cloud.idle({ step: true, timeout: 300_000 });
  if (!report.isIdle) throw new Error(`not quiet: ${report.busy.join('; ')}`);
}

function read(session: CloudSession): MeterReading {
  return session.cloud.meter.read() as unknown as MeterReading;
}

function subtract(
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
  divisor: number,
): Record<string, number> {
  const entries = Object.entries(after).map(
    ([unit, total]) => [unit, (total - (before[unit] ?? 0)) / divisor] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== 0));
}

function people1(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `user-${i}`);
}

function eachRound(people: number, rounds: number, make: (user: string, round: number) => Touch): Touch[][] {
  return Array.from({ length: rounds }, (_, round) => people1(people).map((user) => make(user, round)));
}

function identify(userId: string): Touch {
  const traits = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`trait_${i}`, `value ${i}`]));
  return {
    source: 'bench.shop',
    detailType: 'Signed Up',
    detail: {
      userId,
      messageId: `s-${userId}`,
      traits: { email: `${userId}@example.com`, first_name: 'Ada', ...traits },
    },
  };
}

function order(userId: string, round: number): Touch {
  return {
    source: 'bench.shop',
    detailType: 'Order Completed',
    detail: {
      userId,
      messageId: `o-${userId}-${round}`,
      properties: { orderId: `${userId}-${round}`, revenue: 20 },
    },
  };
}
