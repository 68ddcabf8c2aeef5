/** A campaign's run comes to one person: once, by their own clock, and only while they are meant. */
import { beforeAll, describe, expect, it } from 'vitest';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import type { Program } from '../../../engine/compile/program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import type { CampaignReach } from '../../../engine/model/decision.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { italiansSegment, makeOptOutPolicy } from '../../harness/sample-documents.ts';
import { now, once } from '../../harness/spring-campaign.ts';

const documents = `
${makeOptOutPolicy()}
---
${italiansSegment}
---
kind: template
id: spring
status: live
channel: email
class: promotional
content: { subject: "Spring", html: "<p>{{ event.properties.campaign }}</p>" }
---
kind: journey
id: welcome
status: live
trigger: { api: true }
start: rest
steps:
  rest: { type: wait, for: P1D, next: done }
  done: { type: end }
---
kind: journey
id: monthly
status: live
trigger: { schedule: ${once}, audience: { segment: italians } }
start: rest
steps:
  rest: { type: wait, for: P1D, next: done }
  done: { type: end }
---
kind: campaign
id: spring
status: live
audience: { segment: italians }
send: spring
schedule: ${once}
---
kind: campaign
id: invite
status: live
audience: { segment: italians }
enter: welcome
schedule: ${once}
`;

let program: Program;
let archived: Program;
beforeAll(async () => {
  const snapshot = await makeProgram(documents);
  program = compileProgram(snapshot);
  const over = documents.replace(
    'id: spring\nstatus: live\naudience',
    'id: spring\nstatus: archived\naudience',
  );
  archived = compileProgram(await makeProgram(over, snapshot));
});

function makePerson(traits: Readonly<Record<string, string>>): Profile {
  const stated = Object.entries({ email: 'a@example.com', ...traits }).map(
    ([name, value]) => [name, { value, at: now }] as const,
  );
  return { ...createProfile('P1', now), version: 1, traits: Object.fromEntries(stated) };
}

const italian = makePerson({ country: 'IT', timezone: 'Europe/Rome' });
const reach: CampaignReach = { kind: 'campaign', campaign: 'spring', run: now };

function take(profile: Profile, input: CampaignReach, by = program, at = now) {
  const { effects, entries, profile: next, changed } = decide({ ...profile, outbox: [] }, [input], by, at);
  const sent = effects.filter(({ kind }) => kind === 'SendMessage');
  const traces = entries
    .flatMap((entry) => entry.traces)
    .filter(({ origin }) => !origin.startsWith('segment:'));
  return {
    sent,
    notes: traces.map(({ note }) => note),
    decisions: traces.map(({ origin, action, reason }) => `${origin} ${action} ${reason}`),
    next,
    changed,
  };
}

describe('a campaign that sends', () => {
  it('writes to a person in its segment, and the template can read the run', () => {
    const { sent, decisions } = take(italian, reach);
    expect(sent).toMatchObject([
      { origin: 'campaign:spring', variables: { event: { properties: { campaign: 'spring' } } } },
    ]);
    expect(decisions).toEqual(['campaign:spring send sent_to_channel']);
  });

  it('does nothing for a duplicate, or for a late record of an earlier run', () => {
    const { next } = take(italian, reach);
    for (const run of [now, now - 1]) {
      const again = take(next, { ...reach, run });
      expect(again).toMatchObject({ sent: [], decisions: [], changed: false });
    }
    expect(take(next, { ...reach, run: now + 1 }).sent).toHaveLength(1);
  });

  it('recognizes a record of the last 18 days behind 63 other campaigns, and keeps 16 older ones', () => {
    const day = 86_400_000;
    const reachAll = (profile: Profile, from: number, count: number) =>
      Array.from({ length: count }, (_, n) => ({ ...reach, campaign: `other-${n}`, run: from + n })).reduce(
        (one, other) => take(one, other, program, other.run).next,
        profile,
      );
    const later = now + 17 * day;
    const busy = reachAll(take(italian, reach).next, now + 1, 63);
    expect(take(busy, reach, program, later)).toMatchObject({ sent: [], changed: false });
    const quiet = take(busy, { ...reach, campaign: 'last' }, program, now + 19 * day).next;
    expect(Object.keys(quiet.campaignRuns)).toHaveLength(16);
  });

  it('gives its message the same id each time it is decided', () => {
    const ids = [take(italian, reach), take(italian, reach, program, now + 5_000)].map(({ sent }) => sent[0]);
    expect(ids[0]).toMatchObject({ id: (ids[1] as { id: string }).id });
  });

  it('skips people who have left the segment since the run read them', () => {
    expect(take(makePerson({ country: 'FR' }), reach).decisions).toEqual([
      'campaign:spring send not_in_audience',
    ]);
  });

  it('writes to no one once it is archived', () => {
    const { sent, decisions } = take(italian, reach, archived);
    expect(sent).toEqual([]);
    expect(decisions).toEqual(['campaign:spring send campaign_cancelled']);
  });

  it('sends a test to any person at any time, outside the audience and uncounted, but never against a no', () => {
    const french = makePerson({ country: 'FR' });
    const test = { ...reach, isTest: true, localTime: '2027-01-01T00:00' };
    const { sent, next } = take(french, test);
    expect(sent).toHaveLength(1);
    expect(next.campaignRuns).toEqual({});
    const denied = { ...french, consents: { email: { state: 'denied', at: now } } } as const;
    expect(take(denied, test).decisions).toEqual(['campaign:spring send unsubscribed']);
  });

  it('waits for the person’s own clock, sends at once within the hour, and skips those whose time passed before the run started', () => {
    const local = { ...reach, localTime: '2026-11-20T18:00' };
    const held = take(italian, local);
    expect(held.decisions).toEqual(['campaign:spring send scheduled']);
    expect(held.next.held).toMatchObject([{ until: Date.parse('2026-11-20T17:00:00Z') }]);
    const of = (timezone: string) => makePerson({ country: 'IT', timezone });
    expect(take(of('Asia/Shanghai'), local).decisions).toEqual(['campaign:spring send sent_to_channel']);
    const late = take(of('Pacific/Apia'), local);
    expect(late.decisions).toEqual(['campaign:spring send local_time_passed']);
    // The template comes first, as in every trace of a message.
    expect(late.notes).toEqual([expect.stringMatching(/^[a-z-]+: Pacific\/Apia$/)]);
  });

  it('still reaches, on the same local day, people whom a slow run reaches late', () => {
    const hour = 3_600_000;
    const nine = { ...reach, localTime: '2026-11-20T09:00', startedAt: now - 8 * hour };
    const of = (timezone: string) => makePerson({ country: 'IT', timezone });
    // 18:00 there now, and 21:00: the run started at ten, and at thirteen.
    expect(take(of('Asia/Shanghai'), nine).decisions).toEqual(['campaign:spring send sent_to_channel']);
    expect(take(of('Australia/Sydney'), nine).decisions).toEqual(['campaign:spring send local_time_passed']);
    const yesterday = { ...nine, localTime: '2026-11-19T20:00', startedAt: now - 25 * hour };
    expect(take(of('Asia/Shanghai'), yesterday).decisions).toEqual([
      'campaign:spring send local_time_passed',
    ]);
  });

  it('sends one message to a person who changes zone meanwhile', () => {
    const local = { ...reach, localTime: '2026-11-20T18:00' };
    const { next } = take(italian, local);
    const moved = { ...next, traits: { ...next.traits, timezone: { value: 'Asia/Tokyo', at: now } } };
    expect(take(moved, local)).toMatchObject({ sent: [], decisions: [] });
  });
});

describe('a campaign that enters people into a journey', () => {
  it('enters its journey once per run', () => {
    const { next } = take(italian, { ...reach, campaign: 'invite' });
    expect(next.journeys).toMatchObject([{ journey: 'welcome', step: 'rest' }]);
    expect(take(next, { ...reach, campaign: 'invite' }).changed).toBe(false);
  });

  it('runs a journey’s own schedule as well', () => {
    const { next } = take(italian, { ...reach, campaign: 'journey:monthly' });
    expect(next.journeys).toMatchObject([{ journey: 'monthly' }]);
    expect(take(makePerson({ country: 'FR' }), { ...reach, campaign: 'journey:monthly' }).decisions).toEqual([
      'journey:monthly enter not_in_audience',
    ]);
    expect(take(italian, { ...reach, campaign: 'journey:nowhere' }).decisions).toEqual([
      'journey:nowhere enter journey_missing',
    ]);
  });
});
