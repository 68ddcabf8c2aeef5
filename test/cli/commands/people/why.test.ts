/** `percorso why`, over what production keeps of people. */
import { beforeEach, describe, expect, it } from 'vitest';
import { showWhy } from '../../../../cli/commands/people/why.ts';
import { describeLedger } from '../../../../cli/output/why/describe-evidence.ts';
import type { JsonObject } from '../../../../engine/base/json.ts';
import { emailTemplate, openStage, signUp } from '../../../harness/recorded-life.ts';

const documents = `
kind: rule
id: greet
status: live
trigger: { event: Signed Up }
actions: [{ send: hello }]
---
kind: rule
id: big-order
status: live
trigger: { event: Order Completed }
condition: { event: { properties: { total: [{ numeric: [">", 100] }] } } }
actions: [{ send: thanks }]
---
kind: journey
id: win-back
status: live
trigger: { event: Order Completed }
exitOn: [{ event: Account Closed }]
start: pause
steps:
  pause: { type: wait, for: P30D, next: remind }
  remind: { type: send, template: come-back, next: listen }
  listen: { type: waitFor, branches: [{ event: Shop Visited, next: done }], timeout: { after: P7D, next: done } }
  done: { type: end, reason: tried }
---
kind: journey
id: cart
status: live
trigger: { event: Product Added }
key: event.properties.cart_id
goal: { event: Cart Paid, key: event.properties.cart_id }
start: pause
steps: { pause: { type: wait, for: P1D, next: remind }, remind: { type: send, template: come-back, next: done }, done: { type: end } }
---
kind: policy
id: contact
status: live
quietHours: { windows: [{ from: "21:00", to: "08:00" }] }
${emailTemplate('hello', 'transactional')}${emailTemplate('thanks')}${emailTemplate('come-back')}`;

const now = Date.parse('2026-11-22T12:00:00Z');
let stage: Awaited<ReturnType<typeof openStage>>;
const why = async (about?: string, person = 'userId:anna', at = now) => {
  const { exitCode, lines, json } = await showWhy(person, about, stage, { limit: 500, now: at });
  return { exitCode, text: lines.join('\n'), json };
};

beforeEach(async () => {
  stage = await openStage();
  await stage.publish(documents);
});

describe('percorso why', () => {
  it('describes for a sent message who requested it, at which event, and what sender and provider said', async () => {
    await stage.live('anna', [signUp('2026-11-01T10:00:00Z')], '2026-11-02T00:00:00Z');
    const [message] = stage.ledger.listAll();
    await stage.ledger.recordOutcome('profile-of-anna', message?.id ?? '', 'opened', now);
    const { exitCode, text } = await why('hello');
    expect(exitCode).toBe(0);
    expect(text).toContain(
      'Sent 2026-11-01 10:00:01: "hello". rule greet requested it at Signed Up (from shop)',
    );
    expect(text).toMatch(/reader: opened/);
    expect(await why(message?.id)).toEqual({ exitCode: 0, text, json: expect.anything() });
  });

  it('says that the app reported the open of a push', () => {
    const push = { id: 'm', profileId: 'p', origin: 'rule:hi', attempt: 1, claimedAt: now } as const;
    const outcomes = { delivered: now, opened: now };
    const lines = describeLedger({ ...push, channel: 'push', state: 'sent', outcomes });
    expect(lines.slice(1).map((line) => line.replace(/^.* {2}/, ''))).toEqual([
      'provider: delivered',
      'app: opened',
    ]);
  });

  it('gives the reason with which a provider reported a failure', () => {
    const text = { id: 'm', profileId: 'p', origin: 'rule:hi', attempt: 1, claimedAt: now } as const;
    const outcomes = { failed: now };
    const failed = { ...text, channel: 'whatsapp', state: 'sent', outcomes } as const;
    const lines = describeLedger({ ...failed, reportedReason: 'meta_131049' });
    expect(lines.at(-1)).toMatch(/provider: failed \(meta_131049\)$/);
  });

  it('names the content that could not be fetched', () => {
    const text = { id: 'm', profileId: 'p', origin: 'rule:hi', attempt: 1, claimedAt: now, outcomes: {} };
    const fallbacks = [{ name: 'stock', reason: 'timed_out' }];
    const lines = describeLedger({ ...text, channel: 'sms', state: 'sent', fallbacks });
    expect(lines.at(-1)).toBe('  content stock: fallback (timed_out)');
  });

  it('explains why a message was refused, in words and with the code', async () => {
    await stage.live(
      'anna',
      [{ ...signUp('2026-11-01T10:00:00Z'), context: {} }, order(200)],
      '2026-11-10T00:00:00Z',
    );
    const { text } = await why('thanks');
    expect(text).toContain(
      'NOT sent: "thanks": no consent was given (no_consent). rule big-order requested it',
    );
  });

  it('shows since when and until when quiet hours hold a message, and its whole history once it is sent', async () => {
    const life = [signUp('2026-11-01T10:00:00Z'), { ...order(200), at: '2026-11-05T23:00:00Z' }];
    await stage.live('anna', life, '2026-11-06T00:00:00Z');
    expect((await why('thanks', undefined, Date.parse('2026-11-06T00:00:00Z'))).text).toContain(
      'Held until 2026-11-06 08:00: "thanks": quiet hours',
    );
    stage = await openStage();
    await stage.publish(documents);
    await stage.live('anna', life, '2026-11-07T00:00:00Z');
    const { text } = await why('thanks');
    expect(text).toContain('Sent 2026-11-06 08:00:01: "thanks".');
    expect(text).toContain(
      '2026-11-05 23:00  Order Completed (from shop): rule big-order: hold email "thanks"',
    );
    expect(text).toContain('2026-11-06 08:00  time passed: rule big-order: send email "thanks"');
    expect(text.match(/message id/g)).toHaveLength(1);
    const { text: ofRule } = await why('rule:big-order');
    expect(ofRule.match(/(hold|send) email "thanks"/g)).toHaveLength(2);
    expect(ofRule.match(/sender:/g)).toHaveLength(1);
  });

  it('shows the step of a person in a journey, since when, until when, and what it waits for', async () => {
    await stage.live(
      'anna',
      [signUp('2026-10-01T10:00:00Z'), { ...order(5), at: '2026-10-20T10:00:00Z' }],
      '2026-11-22T12:00:00Z',
    );
    const { text } = await why('win-back');
    expect(text).toContain(
      'In journey win-back at step listen since 2026-11-19 10:00 (3 days), until 2026-11-26 10:00 at the latest, or "Shop Visited".',
    );
    expect(text).toContain('journey win-back, step remind: send email "come-back"');
  });

  it('shows how a person left a journey', async () => {
    const events = [
      signUp('2026-11-01T10:00:00Z'),
      order(5),
      { at: '2026-11-05T10:00:00Z', event: 'Account Closed' },
    ];
    await stage.live('anna', events, '2026-11-22T00:00:00Z');
    expect((await why('journey:win-back')).text).toContain(
      'Not in journey win-back any more: left 2026-11-05 10:00: an exit condition of the journey was met (exited).',
    );
  });

  it('distinguishes instances of a journey by their key, and names a missing key of an event', async () => {
    const event = 'Product Added';
    const add = (at: string, properties: JsonObject) => ({ at, event, properties });
    const events = [
      signUp('2026-11-01T10:00:00Z'),
      add('2026-11-02T10:00:00Z', { cart_id: 'K1' }),
      add('2026-11-02T11:00:00Z', { cart_id: 'K2' }),
      add('2026-11-02T12:00:00Z', {}),
      add('2026-11-02T13:00:00Z', { cart_id: ['K3'] }),
      { at: '2026-11-02T14:00:00Z', event: 'Cart Paid', properties: { cart_id: 'K1' } },
    ];
    await stage.live('anna', events, '2026-11-04T00:00:00Z');
    const { text } = await why('journey:cart');
    for (const line of [
      'Not in journey cart (K2) any more',
      'journey cart (K1): enters',
      'journey cart (K2): enters',
      'journey cart (K1), step pause: waits here',
      'journey cart (K1), step pause: leaves: the goal was reached (converted)',
      'journey cart (K2), step remind: send email "come-back"',
      'journey cart: does NOT enter: the event has nothing at event.properties.cart_id (key_missing)',
      'journey cart: does NOT enter (event.properties.cart_id cannot be a key): a value was refused',
    ]) {
      expect(text).toContain(line);
    }
  });

  it.each([
    ['rule:greet', 'It acts at "Signed Up", which is not in this person\'s timeline.'],
    [
      'big-order',
      'It acts at "Order Completed", which was received 2026-11-02 10:00: its condition did not hold then',
    ],
    ['thanks', 'Sent by rule big-order.'],
  ])('describes what %s, which did nothing, waits for', async (about, words) => {
    await stage.live('anna', [order(5)], '2026-11-22T00:00:00Z');
    const { exitCode, text } = await why(about);
    expect(exitCode).toBe(0);
    expect(text).toContain(words);
  });

  it('shows all positions of a person', async () => {
    await stage.live('anna', [signUp('2026-11-01T10:00:00Z'), order(5)], '2026-11-22T00:00:00Z');
    const { text } = await why();
    expect(text).toContain('In journey win-back at step pause');
    expect(text).toContain('Consent: email granted 2026-11-01 10:00.');
    expect(text).toContain('"hello" by rule greet: handed to the provider');
  });

  it('exits with 1 and a message for an unknown person or document', async () => {
    expect(await why(undefined, 'userId:unknown')).toMatchObject({
      exitCode: 1,
      text: expect.stringContaining('No profile found for userId:unknown.'),
    });
    await stage.live('anna', [order(5)], '2026-11-22T00:00:00Z');
    const { exitCode, text } = await why('nonsense');
    expect(exitCode).toBe(1);
    expect(text).toContain('No profile or decision found for "nonsense" and userId:anna.');
    expect(text).toContain('journey:win-back');
  });
});

function order(total: number) {
  return { at: '2026-11-02T10:00:00Z', event: 'Order Completed', properties: { total } };
}
