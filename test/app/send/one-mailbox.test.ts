/** One mailbox, one decision: a consent or a suppression applies to an address on all its profiles, now and later. */
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { shapeEmail } from '../../../adapters/content/shape-content.ts';
import { createMemoryDocumentStore } from '../../../adapters/memory/document-store.ts';
import type { Provider, RenderedEmail } from '../../../app/ports/providers.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { createMessageSender } from '../../../app/send/message-sender.ts';
import { createActor } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { createMemoryStack } from '../../harness/memory-stack.ts';
import { makeOptOutPolicy } from '../../harness/sample-documents.ts';
import { listSenderPorts } from '../../harness/whole-run.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;

const program = `
${makeOptOutPolicy()}
---
kind: template
id: news
status: live
channel: email
class: promotional
topic: news
content: { subject: "News", html: "<p>News.</p>" }
---
kind: template
id: receipt
status: live
channel: email
class: transactional
content: { subject: "Receipt", html: "<p>Thanks.</p>" }
---
kind: rule
id: news
status: live
trigger: { event: Viewed }
actions: [{ send: news }]
---
kind: rule
id: receipt
status: live
trigger: { event: Ordered }
actions: [{ send: receipt }]
`;

async function open() {
  const stack = createMemoryStack({ now: start });
  const documents = createMemoryDocumentStore();
  for (const document of parseAllDocuments(program)) await documents.put(document.toJS());
  const programs = stack.ports.programStore;
  await publishProgram({ documents, programs, compileTemplate }, { now: start, allowShrink: false });
  const actor = createActor(stack);
  const sent: string[] = [];
  const provider: Provider<RenderedEmail> = {
    async send({ to, template }) {
      sent.push(`${template} to ${to}`);
      return { kind: 'accepted', providerId: `ses-${sent.length}` };
    },
  };
  const send = createMessageSender({
    channel: 'email',
    ports: { ...listSenderPorts(stack), provider },
    sandbox: { render: async () => ({ subject: 'x', html: 'x', text: 'x' }) },
    shape: shapeEmail,
    timelineDays: 400,
    now: () => stack.clock.now,
    random: () => 0.5,
  });
  let count = 0;
  return {
    stack,
    /** Says something, and sends what comes of it: `news to a@example.com`. */
    async say(name: string, detail: Readonly<Record<string, unknown>>, source = 'shop') {
      stack.clock.now += minute;
      count += 1;
      const text = makeEventText({ id: `t-${count}`, name, at: stack.clock.now, source, detail });
      stack.queues.get('profile').sendText(text);
      await actor.advance();
      for (const queue of ['email', 'email-transactional'] as const) {
        const records = stack.queues.get(queue).receive(10);
        await send(records, { requestId: `r-${count}`, telemetry: silentTelemetry });
        stack.queues.get(queue).settle(records, new Set());
      }
      await actor.advance();
      return sent.splice(0);
    },
  };
}

const email = (address: string) => ({ traits: { email: address } });
const no = { context: { consent: { email: false } } };
const yes = { context: { consent: { email: true } } };

describe('a no to every purpose', () => {
  it('applies to the mailbox, and a later yes to a purpose lifts it for that one', async () => {
    const { say, stack } = await open();
    await say('Seen', { userId: 'anna', ...email('home@example.com') });
    await say('Unsubscribed', { userId: 'anna', context: { consent: { 'email:*': false } } });
    expect(await say('Viewed', { userId: 'bruno', ...email('home@example.com') })).toEqual([]);
    expect(await say('Ordered', { userId: 'bruno' })).toEqual(['receipt to home@example.com']);
    await say('Subscribed', { userId: 'bruno', context: { consent: { 'email:surveys': true } } });
    expect(await say('Viewed', { userId: 'bruno' })).toEqual([]);
    await say('Subscribed', { userId: 'bruno', ...yes });
    expect(await say('Viewed', { userId: 'bruno' })).toEqual(['news to home@example.com']);
    const record = await stack.ports.addresses.read('email', 'home@example.com', { consistent: true });
    expect(record?.consents).toEqual({ 'email:*': 'denied', 'email:surveys': 'granted', email: 'granted' });
    // Both go with a person to the next address.
    await say('Unsubscribed', {
      userId: 'carla',
      ...email('carla@example.com'),
      context: { consent: { 'email:*': 'no' } },
    });
    await say('Subscribed', { userId: 'carla', ...yes });
    expect(await say('Viewed', { userId: 'carla', ...email('new@example.com') })).toEqual([
      'news to new@example.com',
    ]);
    expect(await say('Viewed', { userId: 'dario', ...email('new@example.com') })).toEqual([
      'news to new@example.com',
    ]);
  });
});

describe('a refusal of consent', () => {
  it('applies to the mailbox, on whichever profile it was stated, until a later yes for it', async () => {
    const { say } = await open();
    await say('Seen', { userId: 'anna', ...email('home@example.com') });
    await say('Seen', { userId: 'bruno', ...email('Home@Example.com') });
    expect(await say('Viewed', { userId: 'bruno' })).toEqual(['news to home@example.com']);
    await say('Unsubscribed', { userId: 'anna', ...no });
    expect(await say('Viewed', { userId: 'bruno' })).toEqual([]);
    expect(await say('Ordered', { userId: 'bruno' })).toEqual(['receipt to home@example.com']);
    await say('Subscribed', { userId: 'bruno', ...yes });
    expect(await say('Viewed', { userId: 'bruno' })).toEqual(['news to home@example.com']);
  });

  it('applies to profiles that are created later, and to the next address of the person', async () => {
    const { say } = await open();
    await say('Seen', { userId: 'other', ...email('c@example.com') });
    expect(await say('Viewed', { userId: 'other' })).toEqual(['news to c@example.com']);
    await say('Unsubscribed', { ...email('a@example.com'), ...no });
    await say('Seen', { userId: 'late', ...email('a@example.com') });
    await say('Seen', { userId: 'other', ...email('a@example.com') });
    expect(await say('Viewed', { userId: 'other' })).toEqual([]);
    await say('Moved', { userId: 'late', ...email('b@example.com') });
    await say('Seen', { userId: 'third', ...email('b@example.com') });
    expect(await say('Viewed', { userId: 'third' })).toEqual([]);
  });

  it('of a topic applies only to that topic', async () => {
    const { say } = await open();
    await say('Seen', { userId: 'anna', ...email('home@example.com') });
    await say('Seen', { userId: 'bruno', ...email('home@example.com') });
    await say('Chose', { userId: 'anna', context: { consent: { 'email/offers': false } } });
    expect(await say('Viewed', { userId: 'bruno' })).toEqual(['news to home@example.com']);
    await say('Chose', { userId: 'anna', context: { consent: { 'email/news': false } } });
    expect(await say('Viewed', { userId: 'bruno' })).toEqual([]);
  });
});

describe('a suppressed address', () => {
  it.each([
    ['Message Bounced', []],
    ['Message Complained', ['receipt to anna@xn--mller-kva.example']],
  ])(
    'is not written to from any profile after %s, apart from receipts after a complaint',
    async (name, receipts) => {
      const { say, stack } = await open();
      await say('Seen', { userId: 'anna', ...email('anna@müller.example') });
      await say('Seen', { userId: 'bruno', ...email('anna@xn--mller-kva.example') });
      const profileId = stack.ports.identities.bindings().get('userId#anna');
      expect(await say('Ordered', { userId: 'bruno' })).toEqual(['receipt to anna@xn--mller-kva.example']);
      const properties = { channel: 'email', bounceType: 'permanent', address: 'anna@xn--mller-kva.example' };
      await say(name, { profileId, properties }, 'percorso');
      for (const userId of ['bruno', 'anna']) {
        expect(await say('Ordered', { userId })).toEqual(receipts);
        expect(await say('Viewed', { userId })).toEqual([]);
      }
    },
  );

  it.each([
    'Anna@MÜLLER.example',
    'ANNA@xn--MLLER-kva.Example',
    ' anna@mu\u0308ller.example',
    'an\u200bna@müller。example',
  ])('holds for people who come later and write it as %j', async (spelling) => {
    const { say, stack } = await open();
    await say('Seen', { userId: 'anna', ...email('anna@müller.example') });
    const profileId = stack.ports.identities.bindings().get('userId#anna');
    const properties = { channel: 'email', bounceType: 'permanent', address: 'anna@müller.example' };
    await say('Message Bounced', { profileId, properties }, 'percorso');
    await say('Imported', { userId: 'late', ...email(spelling), ...yes });
    expect(await say('Ordered', { userId: 'late' })).toEqual([]);
    await say('Unsubscribed', { ...email('b@müller.example'), ...no });
    const other = spelling.replace(/an.?na/iu, 'B');
    await say('Imported', { userId: 'later', ...email(other) });
    expect(await say('Viewed', { userId: 'later' })).toEqual([]);
    expect(await say('Ordered', { userId: 'later' })).toEqual(['receipt to b@xn--mller-kva.example']);
  });

  it('stays suppressed when another one fails and the person returns to it', async () => {
    const { say, stack } = await open();
    await say('Seen', { userId: 'anna', ...email('a@example.com') });
    expect(await say('Ordered', { userId: 'anna' })).toEqual(['receipt to a@example.com']);
    const profileId = stack.ports.identities.bindings().get('userId#anna');
    for (const address of ['a@example.com', 'b@example.com']) {
      const properties = { channel: 'email', bounceType: 'permanent', address };
      await say('Message Bounced', { profileId, properties }, 'percorso');
    }
    await say('Back', { userId: 'anna', ...email('a@example.com') });
    expect(await say('Ordered', { userId: 'anna' })).toEqual([]);
  });
});

it('stores nothing about an address that is too long for a key, and continues', async () => {
  const { say, stack } = await open();
  const traits = { pushToken: `gcm:${'x'.repeat(1500)}` };
  await say('Seen', { userId: 'anna', traits, context: { consent: { push: false } } });
  expect(await stack.ports.addresses.read('push', traits.pushToken, { consistent: true })).toBeUndefined();
});

it('records in the timeline that an address belongs to another profile', async () => {
  const { say, stack } = await open();
  await say('Seen', { userId: 'anna', ...email('home@example.com') });
  await say('Seen', { userId: 'bruno', ...email('home@example.com') });
  const traces = stack.ports.timeline.listAllEntries().flatMap((entry) => entry.traces);
  expect(traces).toMatchObject([{ origin: 'identity:email', reason: 'identity_taken' }]);
});
