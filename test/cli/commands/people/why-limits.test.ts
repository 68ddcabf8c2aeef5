/** `percorso why`, the timeline and the profile say which cap, pause or quiet hours stopped a message, and until when. */
import { beforeEach, describe, expect, it } from 'vitest';
import { showProfile } from '../../../../cli/commands/people/profile.ts';
import { showTimeline } from '../../../../cli/commands/people/timeline.ts';
import { showWhy } from '../../../../cli/commands/people/why.ts';
import { explainReason } from '../../../../cli/output/reason-words.ts';
import type { JsonObject } from '../../../../engine/base/json.ts';
import { emailTemplate, openStage, signUp } from '../../../harness/recorded-life.ts';
import { makeMessage } from '../../../harness/sending-setup.ts';

const documents = `
kind: rule
id: news
status: live
trigger: { event: Shop Visited }
actions: [{ send: news }]
---
kind: rule
id: offer
status: live
trigger: { event: Offer Wanted }
actions: [{ send: offer, ifCapped: wait, maxHold: P7D }]
---
kind: policy
id: contact
status: live
timeZone: { fallback: Europe/Rome }
caps: [{ limit: 2, within: P2D, channels: [email] }, { limit: 9, per: day }]
quietHours: { windows: [{ from: "21:00", to: "08:00" }], action: drop }
preferences: { frequencies: [{ id: monthly, name: Once a month, limit: 1, per: month }] }
${emailTemplate('news')}${emailTemplate('offer')}`;

const now = Date.parse('2026-11-22T12:00:00Z');
let stage: Awaited<ReturnType<typeof openStage>>;

beforeEach(async () => {
  stage = await openStage();
  await stage.publish(documents);
});

const visit = (at: string, traits: JsonObject = {}) => ({ at, event: 'Shop Visited', traits });
const begin = signUp('2026-11-01T10:00:00Z');

async function live(events: Parameters<typeof stage.live>[1]) {
  await stage.live('anna', events, '2026-11-20T00:00:00Z');
  const options = { limit: 500, now };
  const [why, timeline, person] = await Promise.all([
    showWhy('userId:anna', 'rule:news', stage, options),
    showTimeline('userId:anna', { limit: 500 }, stage),
    showWhy('userId:anna', undefined, stage, options),
  ]);
  return { why, texts: [why, timeline, person].map(({ lines }) => lines.join('\n')) };
}

describe('a message that was not sent', () => {
  it('names the full cap of the policy, how many it counted, and when it allows the next message', async () => {
    const { texts } = await live([
      begin,
      visit('2026-11-02T10:00:00Z'),
      visit('2026-11-02T12:00:00Z'),
      visit('2026-11-03T10:00:00Z'),
    ]);
    const reason =
      'a cap is full (frequency_capped); 2 of 2 used, by the cap "2 within P2D on email, counting promotional" of the policy contact; it allows the next message 2026-11-04 10:00';
    for (const text of texts) expect(text).toContain(reason);
  });

  it('names the frequency that the person chose, in the window of the person’s time zone', async () => {
    const { why, texts } = await live([
      begin,
      visit('2026-11-02T10:00:00Z', { contact_frequency: 'monthly' }),
      visit('2026-11-10T10:00:00Z'),
    ]);
    const words =
      '1 of 1 used, by the cap "1 per month, counting promotional, chosen by the person (contact_frequency monthly)"; it allows the next message 2026-11-30 23:00';
    for (const text of texts) expect(text).toContain(words);
    const cap = { policy: 'contact', frequency: 'monthly', limit: 1, per: 'month', used: 1 };
    const traces = [why.json].flatMap(listTraces);
    expect(traces).toContainEqual(
      expect.objectContaining({ cap, until: Date.parse('2026-11-30T23:00:00Z') }),
    );
    const profile = await showProfile('userId:anna', stage, { now });
    expect(profile.lines.join('\n')).toMatch(/1 per month, .*contact_frequency monthly\) +1 of 1 used/);
  });

  it('says until when the person wants none', async () => {
    const { texts } = await live([
      begin,
      visit('2026-11-02T10:00:00Z', { contact_pause_until: '2026-12-24' }),
    ]);
    for (const text of texts)
      expect(text).toContain('until a date (paused_by_person); until 2026-12-23 23:00');
  });

  it('says how long quiet hours last', async () => {
    const { texts } = await live([begin, visit('2026-11-02T23:30:00Z')]);
    for (const text of texts)
      expect(text).toContain('(quiet_hours); they do not end before 2026-11-03 07:00');
  });

  it('names the cap that holds it, and until when', async () => {
    await stage.live(
      'anna',
      [
        begin,
        visit('2026-11-02T10:00:00Z'),
        visit('2026-11-02T12:00:00Z'),
        { at: '2026-11-03T10:00:00Z', event: 'Offer Wanted' },
      ],
      '2026-11-03T11:00:00Z',
    );
    const { lines } = await showTimeline('userId:anna', { limit: 500 }, stage);
    expect(lines.join('\n')).toMatch(
      /hold email "offer": .*\(held_by_cap\); 2 of 2 used, by the cap .* of the policy contact; until 2026-11-04 10:00/,
    );
  });
});

describe('a message that was sent', () => {
  it('says nothing of limits, and the profile keeps nothing of them', async () => {
    const id = await stage.live('anna', [begin, visit('2026-11-02T10:00:00Z')], '2026-11-03T00:00:00Z');
    const { lines } = await showTimeline('userId:anna', { limit: 500 }, stage);
    expect(lines.join('\n')).not.toMatch(/ used, by the cap|until/);
    const profile = await stage.profiles.load(id, { consistent: true });
    expect(JSON.stringify(profile)).not.toContain('"cap"');
  });
});

describe('an address that another profile or an operator stopped', () => {
  it.each([
    [{ kind: 'suppressed', reason: 'operator' }, 'suppressed by an operator: no message'],
    [{ kind: 'suppressed', reason: 'complained' }, 'complained: no promotional message'],
    [{ kind: 'consent', key: 'email', consent: { state: 'denied', at: 1 } }, 'denied: email'],
  ] as const)('is named with %j: %s', async (stop, words) => {
    await stage.live('anna', [begin], '2026-11-03T00:00:00Z');
    await stage.identities.keep({ channel: 'email', address: 'a@example.com', ...stop });
    const options = { limit: 500, now };
    for (const about of [undefined, 'rule:news', 'template:news']) {
      const { lines, json } = await showWhy('userId:anna', about, stage, options);
      expect(lines, about).toContain(`The email address a@example.com now: ${words}.`);
      expect(json).toMatchObject({ addresses: [{ channel: 'email', address: 'a@example.com' }] });
    }
    const { lines } = await showProfile('userId:anna', stage, { now });
    expect(lines).toContain(`  email  a@example.com  ${words}`);
  });

  it('does not count as granted, although the person granted it', async () => {
    await stage.live('anna', [begin], '2026-11-03T00:00:00Z');
    const granted = 'email granted 2026-11-01 10:00';
    const read = async () => [
      (await showWhy('userId:anna', undefined, stage, { limit: 500, now })).lines.join('\n'),
      (await showProfile('userId:anna', stage, { now })).lines.join('\n').replaceAll(/ +/g, ' '),
    ];
    for (const text of await read()) expect(text).toContain(granted);
    const stop = { kind: 'consent', key: 'email', consent: { state: 'denied', at: 1 } } as const;
    await stage.identities.keep({ channel: 'email', address: 'a@example.com', ...stop });
    const [why, profile] = await read();
    expect(why).toContain(`${granted} (denied for the address a@example.com now)`);
    expect(profile).toContain(`${granted} denied for the address a@example.com now`);
  });

  it('is not called a bounce or a refusal of the person in the reason of the message', () => {
    expect(explainReason('suppressed_address')).toMatch(/a failure, a complaint or an operator/);
    expect(explainReason('unsubscribed')).toMatch(/by the person or for the address/);
  });
});

describe('a message that is being sent', () => {
  it('may be a dead letter: why says which queue has some', async () => {
    const id = await stage.live('anna', [begin, visit('2026-11-02T10:00:00Z')], '2026-11-03T00:00:00Z');
    const profile = await stage.profiles.load(id, { consistent: true });
    const effect = {
      ...makeMessage({ channel: 'email' }),
      ...{ id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', profileId: profile?.id ?? '' },
    };
    await stage.ledger.claim(effect, 'batch', now, 4_000_000_000);
    const queue = (name: string, waiting: number) => ({ name, waiting, url: '', arn: '' });
    const openDeadLetters = async () => ({ list: async () => [queue('email', 2), queue('sms', 0)] });
    const ask = (about: string) =>
      showWhy('userId:anna', about, { ...stage, openDeadLetters }, { limit: 500, now });
    const { lines, json } = await ask(effect.id);
    expect(lines.at(-1)).toContain('The dead-letter queue email has 2 messages.');
    expect(json).toMatchObject({ deadLetters: [{ name: 'email', waiting: 2 }] });
    expect((await ask('template:news')).lines.join()).not.toContain('dead-letter');
  });
});

function listTraces(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(listTraces);
  return 'reason' in value ? [value, ...inner] : inner;
}

it('says that a paused journey holds a message, whatever held it before', async () => {
  const journey = (status: string) => `
kind: journey
id: welcome
status: ${status}
trigger: { event: Signed Up }
start: greet
steps: { greet: { type: send, template: greeting, next: done }, done: { type: end } }
---
kind: policy
id: contact
status: live
quietHours: { windows: [{ from: "21:00", to: "08:00" }] }
${emailTemplate('greeting')}`;
  const stage = await openStage();
  await stage.publish(journey('live'));
  const night = '2026-11-05T23:00:00Z';
  await stage.live('anna', [signUp(night)], night);
  const why = async (about?: string) => {
    const at = Date.parse('2026-11-06T12:00:00Z');
    return (await showWhy('userId:anna', about, stage, { limit: 500, now: at })).lines.join('\n');
  };
  expect(await why('greeting')).toContain('Held until 2026-11-06 08:00: "greeting": quiet hours');
  await stage.publish(journey('paused'));
  for (const about of [undefined, 'welcome', 'journey:welcome', 'greeting']) {
    const text = await why(about);
    expect(text).toContain('journey/welcome is paused by its document');
    expect(text).toContain('because its journey is paused');
    expect(text).not.toMatch(/(?:Held|waits) until 2026-11-06/);
  }
});
