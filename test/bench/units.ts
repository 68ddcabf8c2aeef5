/** Billable units and dollars per million, from the local cloud's meter: counts, so the machine's speed is no matter. */
import type { JsonObject } from '../../engine/base/json.ts';
import { maxMembers, packedName } from '../../engine/touchpoint/unpack-event.ts';
import { makeOptOutPolicy, orderCount } from '../harness/sample-documents.ts';
import { type CloudSession, openSession, type Touch } from './cloud-session.ts';
import { groupBy20, makePageViews } from './sessions.ts';

interface Measured {
  /** Units per touchpoint (or message). */
  readonly perOne: Readonly<Record<string, number>>;
  readonly dollarsPerMillion: number;
  readonly dollarsByUnit: Readonly<Record<string, number>>;
}

export interface UnitFigures extends Measured {
  readonly title: string;
  /** Dollars per million. */
  readonly budget: number;
}

interface MeterReading {
  readonly units: Readonly<Record<string, number>>;
  readonly dollars: Readonly<Record<string, number>>;
}

const config = `
${orderCount}
---
kind: segment
id: regulars
status: live
condition: { profile: { computed: { orders: [{ numeric: [">", 1000000] }] } } }
---
${makeOptOutPolicy()}
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

export async function measureUnits(people: number, rounds: number): Promise<readonly UnitFigures[]> {
  const silent = await measureSilent(people, rounds);
  return [...silent, await measureReported(people, rounds)];
}

/** Feedback is switched on: SES reports each email as sent and as delivered, and everything that follows is counted. */
async function measureReported(people: number, rounds: number): Promise<UnitFigures> {
  const session = await openSession(config, { repeats: 0 });
  try {
    await session.put(nameUsers(people).map((user) => identify(user)));
    await settle(session);
    const plain = await measure(session, people, rounds, makeOrder);
    const withReports = await measure(session, people, rounds, askForOffer);
    const title = 'one email with its delivery feedback, over its touchpoint and SES';
    return { title, budget: 6, ...subtractMessage(withReports, plain) };
  } finally {
    await session.close();
  }
}

/** Feedback is switched off: what providers report later is not part of these budgets. */
async function measureSilent(people: number, rounds: number): Promise<readonly UnitFigures[]> {
  const session = await openSession(config, { repeats: 0, feedback: false });
  try {
    await session.put(nameUsers(people).map((user) => identify(user)));
    await settle(session);
    const plain = await measure(session, people, rounds, makeOrder);
    // Before the page views: the ids of the last hundred inputs of a person would make the profile's item a second unit.
    const withMessage = await measure(session, people, rounds, askForOffer);
    const packed = await measurePacked(session, people, rounds);
    const http = await measureHttp(session, people, rounds, (round) =>
      groupBy20(makeMembers(people, 2 * rounds + round)),
    );
    const visitors = Math.ceil(people / 5);
    const sessions = await measureHttp(session, 10 * visitors, rounds, (round) =>
      nameUsers(visitors).map((user) => makePageViews(user, round)),
    );
    return [
      { title: 'one touchpoint of a known profile, no message', budget: 3, ...plain },
      { title: 'one touchpoint of a known profile, 100 packed in an event', budget: 1.6, ...packed },
      { title: 'one touchpoint of a known profile, over HTTP in batches of 20 people', budget: 1.6, ...http },
      { title: 'one page view of a known profile, over HTTP in sessions of ten', budget: 0.6, ...sessions },
      {
        title: 'one email, over its touchpoint and SES',
        budget: 2.5,
        ...subtractMessage(withMessage, plain),
      },
    ];
  } finally {
    await session.close();
  }
}

function subtractMessage(all: Measured, plain: Measured): Measured {
  const dollarsByUnit = subtract(all.dollarsByUnit, plain.dollarsByUnit, 1);
  delete dollarsByUnit['ses.messages'];
  return {
    perOne: subtract(all.perOne, plain.perOne, 1),
    dollarsByUnit,
    dollarsPerMillion: Object.values(dollarsByUnit).reduce((sum, value) => sum + value, 0),
  };
}

function measure(
  session: CloudSession,
  people: number,
  rounds: number,
  make: (user: string, round: number) => Touch,
): Promise<Measured> {
  return measurePuts(session, people, rounds, (round) =>
    session.put(nameUsers(people).map((user) => make(user, round))),
  );
}

/** The next rounds of the same orders, in full packed events. */
function measurePacked(session: CloudSession, people: number, rounds: number): Promise<Measured> {
  return measurePuts(session, people, rounds, (round) => {
    const members = makeMembers(people, rounds + round);
    const touches: Touch[] = [];
    for (let i = 0; i < members.length; i += maxMembers) {
      const batch = members.slice(i, i + maxMembers);
      touches.push({ source: 'bench.shop', detailType: packedName, detail: { batch } });
    }
    return session.put(touches);
  });
}

/** Through the HTTP API, as an SDK sends them: `calls` per round, in the requests that `makeRequests` returns. */
async function measureHttp(
  session: CloudSession,
  calls: number,
  rounds: number,
  makeRequests: (round: number) => readonly (readonly JsonObject[])[],
): Promise<Measured> {
  const created = await session.percorso('--json', 'write-keys', 'create', 'bench.shop', '--kind', 'server');
  const { key } = JSON.parse(created) as { readonly key: string };
  const url = session.cloud.stack.outputs.find((output) => output.key === 'HttpApiUrl')?.value;
  return measurePuts(session, calls, rounds, async (round) => {
    for (const batch of makeRequests(round)) {
      const { status } = await fetch(`${url}/v1/batch`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
        body: JSON.stringify({ batch, sentAt: new Date().toISOString() }),
      });
      if (status !== 200) throw new Error(`The HTTP API answered with ${status}`);
    }
  });
}

function makeMembers(people: number, round: number): JsonObject[] {
  return nameUsers(people).map((user): JsonObject => {
    const { detail, detailType } = makeOrder(user, round);
    return { type: 'track', event: detailType, ...detail };
  });
}

async function measurePuts(
  session: CloudSession,
  people: number,
  rounds: number,
  put: (round: number) => Promise<void>,
): Promise<Measured> {
  const before = read(session);
  for (let round = 0; round < rounds; round++) {
    await put(round);
    await settle(session);
  }
  const after = read(session);
  const dollarsByUnit = subtract(after.dollars, before.dollars, (people * rounds) / 1e6);
  return {
    perOne: subtract(after.units, before.units, people * rounds),
    dollarsByUnit,
    dollarsPerMillion: Object.values(dollarsByUnit).reduce((sum, value) => sum + value, 0),
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

function nameUsers(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `user-${i}`);
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

function makeOrder(userId: string, round: number): Touch {
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

function askForOffer(userId: string, round: number): Touch {
  return {
    source: 'bench.shop',
    detailType: 'Offer Wanted',
    detail: { userId, messageId: `w-${userId}-${round}`, properties: { what: 'a bag of coffee' } },
  };
}
