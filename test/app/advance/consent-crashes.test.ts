/** Crash points around the consent ledger: a statement is in it once, and the confirmation is asked for once. */
import { describe, expect, it } from 'vitest';
import { findFlaw, runStory, type Story } from '../../harness/crash-run.ts';
import { makeEventText } from '../../harness/events.ts';
import { faultKinds } from '../../harness/faults.ts';
import { evening } from '../../harness/journey-story.ts';
import { makeProgram } from '../../harness/make-program.ts';

const minute = 60_000;

const documents = `
kind: purpose
id: marketing
status: live
name: News
doubleOptIn: { template: confirm }
---
kind: template
id: confirm
status: live
channel: email
class: transactional
content: { subject: Confirm, html: "<p>{{ confirm_url }}</p>" }
---
kind: template
id: news
status: live
channel: email
class: promotional
content: { subject: News, html: "<p>News.</p>" }
---
kind: rule
id: news
status: live
trigger: { event: Viewed }
actions: [{ send: news }]
---
kind: rule
id: move
status: live
trigger: { event: Moved }
actions: [{ update: { traits: { email: { from: event.properties.email } } } }]
`;

const traits = { email: 'anna@example.com' };
const asked = {
  consent: { email: true, sms: false },
  consentSource: { form: 'footer', wording: { id: 'v1' } },
};
const confirmed = {
  consent: { email: true },
  consentSource: { confirmed: true, requestedAt: new Date(evening).toISOString() },
};
const confirmedBy = (address: string) => ({
  ...confirmed,
  consentSource: { ...confirmed.consentSource, address },
});

/** A form posted twice, its confirmation, a message, a complaint. */
const steps: readonly (readonly [name: string, detail: Readonly<Record<string, unknown>>])[] = [
  ['Form Posted', { userId: 'anna', traits, context: asked }],
  ['Form Posted', { userId: 'anna', context: asked }],
  ['Confirmed', { userId: 'anna', context: confirmed }],
  ['Viewed', { userId: 'anna' }],
  ['Unsubscribed', { userId: 'anna', context: { consent: { email: false } } }],
];

const story: Story = {
  start: evening,
  snapshot: await makeProgram(documents),
  play: (stack, actor) => play(steps, stack, actor),
};

/** A rule gives a confirmed person another address: it is announced and asked once, and the former one is announced once. */
const moving: Story = {
  ...story,
  play: (stack, actor) =>
    play(
      [
        ['Form Posted', { userId: 'anna', traits, context: asked }],
        ['Confirmed', { userId: 'anna', context: confirmedBy(traits.email) }],
        ['Moved', { userId: 'anna', properties: { email: 'anna@example.net' } }],
        ['Moved', { userId: 'anna', properties: traits }],
      ],
      stack,
      actor,
    ),
};

async function play(
  all: typeof steps,
  stack: Parameters<Story['play']>[0],
  actor: Parameters<Story['play']>[1],
): Promise<void> {
  for (const [index, [name, detail]] of all.entries()) {
    const text = makeEventText({ id: `t${index}`, name, at: evening + index * minute, detail });
    stack.clock.now = evening + index * minute;
    // Delivered twice, as at-least-once queues do.
    for (const copy of [text, text]) stack.queues.get('profile').sendText(copy);
    await actor.advance();
  }
}

describe('the consent ledger', () => {
  it('has every statement once, with its effect and its proof', async () => {
    const { observation, injector } = await runStory([], { story });
    expect(injector.calls).toContain('consents.append');
    expect(observation.consents).toMatchObject([
      {
        touchpointId: 't0',
        form: 'footer',
        wording: { id: 'v1' },
        consents: [
          { key: 'email', stated: 'granted', state: 'pending', effect: 'changed' },
          { key: 'sms', stated: 'denied', state: 'denied', effect: 'changed' },
        ],
      },
      { touchpointId: 't1', consents: [{ effect: 'kept' }, { effect: 'kept' }] },
      {
        touchpointId: 't2',
        confirmed: true,
        consents: [{ stated: 'granted', state: 'granted', effect: 'changed', from: evening }],
      },
      { touchpointId: 't4', consents: [{ stated: 'denied', state: 'denied', effect: 'changed' }] },
    ]);
    const sent = Object.keys(observation.messages).map((name) => name.split('/')[0]);
    expect(sent).toEqual(['email-transactional', 'email']);
  });

  it.each(faultKinds)('ends as the clean run did when any call %s', async (kind) => {
    expect(await findFlaw({ kinds: [kind], story })).toBeUndefined();
  });
});

describe('another address', () => {
  it('is asked once, and each change of the state is announced once', async () => {
    const { observation } = await runStory([], { story: moving });
    const announced = Object.values(observation.events)
      .filter(({ name, properties }) => name === 'Consent Changed' && properties['channel'] === 'email')
      .sort((left, right) => left.occurredAt - right.occurredAt)
      .map(({ properties }) => properties['state']);
    expect(announced).toEqual(['pending', 'granted', 'pending', 'granted']);
    expect(Object.values(observation.messages)).toMatchObject([
      { to: 'anna@example.com', confirms: { keys: ['email'] } },
      { to: 'anna@example.net', confirms: { keys: ['email'] } },
    ]);
  });

  it.each(faultKinds)('ends as the clean run did when any call %s', async (kind) => {
    expect(await findFlaw({ kinds: [kind], story: moving })).toBeUndefined();
  });
});
