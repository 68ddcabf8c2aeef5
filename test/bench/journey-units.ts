/**
 * Billable units and dollars per million of what waits: a wait of a journey, a held message, a campaign's recipient;
 * and how fast the local cloud ends many waits of one minute. What schedules cost anyway is taken off.
 *
 *   node test/bench/journey-units.ts [--people 400] [--cdk-out cdk.out]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { MeterReport } from '../../local/meter.ts';
import { everybodySegment, makeOptOutPolicy } from '../harness/sample-documents.ts';
import { type CloudSession, openSession, type Touch } from './cloud-session.ts';

export interface WaitingFigure {
  readonly title: string;
  readonly dollarsPerMillion: number;
  /** Per one. */
  readonly units: Readonly<Record<string, number>>;
  readonly dollarsByUnit: Readonly<Record<string, number>>;
}

export interface WaitingFigures {
  readonly figures: readonly WaitingFigure[];
  /** Waits ended per second, all due in one minute. */
  readonly endedPerSecond: number;
}

const startAt = '2026-11-20T12:00:00Z';
const HOUR = 3_600_000;
/** Schedules run once per advance, so that each phase has the same of them as its baseline. */
const once = 1_000 * HOUR;

const config = `
${makeOptOutPolicy()}
quietHours: { windows: [{ from: "21:00", to: "08:00" }] }
---
${everybodySegment}
---
kind: template
id: offer
status: live
channel: email
class: promotional
content: { subject: "An offer", html: "<p>Hello {{ profile.traits.first_name }}.</p>" }
---
kind: rule
id: offer
status: live
trigger: { event: Offer Wanted }
actions: [{ send: offer }]
---
kind: journey
id: patience
status: live
trigger: { event: Wait Wanted }
start: hours
steps:
  hours: { type: wait, for: PT2H, next: done }
  done: { type: end }
---
kind: campaign
id: spring
status: live
audience: { segment: everybody }
send: offer
schedule: { at: "2026-11-22T12:00:00Z" }
`;

interface Reading {
  readonly units: Readonly<Record<string, number>>;
  readonly dollars: Readonly<Record<string, number>>;
}

export async function measureWaiting(people: number, cdkOut = 'cdk.out'): Promise<WaitingFigures> {
  const options = {
    cdkOut: resolve(cdkOut),
    repeats: 0,
    feedback: false,
    startAt,
    onReport: () => undefined,
  };
  const session = await openSession(config, options);
  const users = Array.from({ length: people }, (_, i) => `user-${i}`);
  const touch = (name: string, round: number) => () =>
    session.put(users.map((user) => makeTouch(name, user, round)));
  const until = (hours: number) => () => advanceTo(session, hours);
  try {
    await session.put(users.map((user) => makeTouch('Signed Up', user, 0)));
    await settle(session);
    const plain = await measure(session, touch('Page Viewed', 0));
    const day = await measure(session, touch('Offer Wanted', 1));
    const enter = await measure(session, touch('Wait Wanted', 0));
    // Entered within minutes of noon: at 13 nothing is due, at 15 all of it.
    const idle = await measure(session, until(1));
    const started = performance.now();
    const over = await measure(session, until(3));
    const seconds = (performance.now() - started) / 1000;
    await advanceTo(session, 10);
    const night = await measure(session, touch('Offer Wanted', 2));
    const morning = await measure(session, until(21));
    const campaign = await measure(session, until(48.1));
    const dayMessage = subtract(day, plain);
    return {
      endedPerSecond: people / seconds,
      figures: [
        describe('a wait begun: over the touchpoint that enters the journey', people, subtract(enter, plain)),
        describe('a wait ended: sweep, wake-up, decision', people, subtract(over, idle)),
        describe(
          'a message held over night, over one sent at once',
          people,
          subtract(subtract(add(night, morning), idle), add(plain, dayMessage)),
        ),
        describe('a recipient of a campaign, SES aside', people, withoutSes(subtract(campaign, idle))),
      ],
    };
  } finally {
    await session.close();
  }
}

async function measure({ cloud }: CloudSession, act: () => Promise<void>): Promise<Reading> {
  const before = cloud.meter.snapshot();
  await act();
  const { isIdle, busy } = await cloud.idle({ step: true, timeout: 600_000 });
  if (!isIdle) throw new Error(`not quiet: ${busy.join('; ')}`);
  const { units, dollars }: MeterReport = cloud.meter.since(before);
  return { units, dollars };
}

async function advanceTo(session: CloudSession, hours: number): Promise<void> {
  await session.cloud.advance(Date.parse(startAt) + hours * HOUR, once);
}

async function settle({ cloud }: CloudSession): Promise<void> {
  const { isIdle, busy } = await cloud.idle({ step: true, timeout: 600_000 });
  if (!isIdle) throw new Error(`not quiet: ${busy.join('; ')}`);
}

function describe(title: string, people: number, { units, dollars }: Reading): WaitingFigure {
  const perOne = mapValues(units, (value) => value / people);
  const dollarsByUnit = mapValues(dollars, (value) => (value / people) * 1e6);
  const dollarsPerMillion = Object.values(dollarsByUnit).reduce((sum, value) => sum + value, 0);
  return { title, units: perOne, dollarsByUnit, dollarsPerMillion };
}

function add(left: Reading, right: Reading): Reading {
  return combine(left, right, (a, b) => a + b);
}

function subtract(left: Reading, right: Reading): Reading {
  return combine(left, right, (a, b) => a - b);
}

function combine(left: Reading, right: Reading, join: (a: number, b: number) => number): Reading {
  const joinAll = (a: Reading['units'], b: Reading['units']): Record<string, number> =>
    Object.fromEntries(
      [...new Set([...Object.keys(a), ...Object.keys(b)])].map((unit) => [
        unit,
        join(a[unit] ?? 0, b[unit] ?? 0),
      ]),
    );
  return { units: joinAll(left.units, right.units), dollars: joinAll(left.dollars, right.dollars) };
}

function withoutSes({ units, dollars }: Reading): Reading {
  const { 'ses.messages': _, ...rest } = dollars;
  return { units, dollars: rest };
}

function mapValues(
  record: Readonly<Record<string, number>>,
  map: (value: number) => number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) =>
      Math.abs(map(value)) < 0.0005 ? [] : [[key, map(value)]],
    ),
  );
}

function makeTouch(detailType: string, userId: string, round: number): Touch {
  const traits = detailType === 'Signed Up' ? { email: `${userId}@example.com`, first_name: 'Ada' } : {};
  const messageId = `${detailType}-${userId}-${round}`;
  return { source: 'bench.shop', detailType, detail: { userId, messageId, traits } };
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '400' },
      'cdk-out': { type: 'string', default: 'cdk.out' },
    },
  });
  const { figures, endedPerSecond } = await measureWaiting(Number(values.people), values['cdk-out']);
  for (const { title, dollarsPerMillion, units, dollarsByUnit } of figures) {
    console.log(`$${dollarsPerMillion.toFixed(2)} per million: ${title}`);
    for (const [unit, count] of Object.entries(units)) {
      console.log(`    ${unit.padEnd(36)} ${count.toFixed(3)}  $${(dollarsByUnit[unit] ?? 0).toFixed(3)}`);
    }
  }
  console.log(`${endedPerSecond.toFixed(0)} waits of one minute ended per second, all on this machine`);
}
