/** Crash points around accounts: traits are folded once, and an account enters a journey once, for one of its people. */
import { describe, expect, it } from 'vitest';
import { findFlaw, runStory, type Story } from '../../harness/crash-run.ts';
import { makeEventText } from '../../harness/events.ts';
import { faultKinds } from '../../harness/faults.ts';
import { evening } from '../../harness/journey-story.ts';
import { makeProgram } from '../../harness/make-program.ts';

const minute = 60_000;

const documents = `
kind: template
id: team
status: live
channel: email
class: transactional
content: { subject: "{{ account.name }} {{ account.plan }}", html: "<p>Hello.</p>" }
---
kind: segment
id: paying
status: live
condition: { account: { plan: [pro] } }
---
kind: journey
id: onboarding
status: live
trigger: { event: Group }
condition: { account: { plan: [pro] } }
key: event.context.groupId
oncePer: account
start: send
steps:
  send: { type: send, template: team, next: done }
  done: { type: end }
`;

const join = (userId: string, traits: object) => ({ type: 'group', userId, groupId: 'acme', traits });
const steps: readonly (readonly [name: string, detail: Readonly<Record<string, unknown>>])[] = [
  ['Signed Up', { userId: 'anna', traits: { email: 'anna@example.com' } }],
  ['Signed Up', { userId: 'ben', traits: { email: 'ben@example.com' } }],
  ['Group', join('anna', { name: 'Acme', plan: 'free' })],
  ['Group', join('ben', { plan: 'pro' })],
  ['Group', join('anna', { size: 12 })],
  ['Group Left', { userId: 'ben', context: { groupId: 'acme' } }],
];

const story: Story = {
  start: evening,
  snapshot: await makeProgram(documents),
  async play(stack, actor) {
    for (const [index, [name, detail]] of steps.entries()) {
      const at = evening + index * minute;
      const text = makeEventText({ id: `t${index}`, name, at, detail });
      stack.clock.now = at;
      // Delivered twice, as at-least-once queues do.
      for (const copy of [text, text]) stack.queues.get('profile').sendText(copy);
      await actor.advance();
    }
    const account = await stack.ports.accounts.read('acme', { consistent: true });
    const values = Object.entries(account?.traits ?? {}).map(([trait, { value }]) => [trait, value]);
    expect(Object.fromEntries(values)).toEqual({ name: 'Acme', plan: 'pro', size: 12 });
  },
};

describe('an account', () => {
  it('enters its journey once, for the first person whose event fulfils the condition', async () => {
    const { observation, injector } = await runStory([], { story });
    expect(Object.values(observation.messages)).toMatchObject([
      { to: 'ben@example.com', variables: { account: { name: 'Acme', plan: 'pro' } } },
    ]);
    const people = Object.values(observation.profiles);
    const segments = people.map((one) => [one.userId, Object.keys(one.segments)]).sort();
    expect(segments).toEqual([
      ['anna', ['paying']],
      ['ben', []],
    ]);
    expect(JSON.stringify(observation.timeline)).toContain('another person of the account');
    expect(injector.calls).toContain('accounts.claimEntry');
  });

  it.each(faultKinds)('ends as the clean run did when any call %s', async (kind) => {
    expect(await findFlaw({ kinds: [kind], story })).toBeUndefined();
  });
});
