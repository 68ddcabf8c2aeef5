/** Two profiles of a person that hold messages in quiet hours, in memory. */
import type { Profile } from '../../../engine/model/profile.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { peekMessages } from '../../harness/memory-stack.ts';
import { openPeople, type People, type Said, start } from './merge-story.ts';

export const HOUR = 3_600_000;

/** The events are said at 10:00 UTC. */
export const snapshot = await makeProgram(`
kind: policy
id: main
status: live
consent: { email: opt-out }
quietHours: { windows: [{ from: "09:00", to: "18:00" }], action: hold }
timeZone: { from: [trait], fallback: UTC }
maxHold: P5D
---
{ kind: template, id: hello, status: live, channel: email, class: promotional, content: { subject: a, html: a } }
---
{ kind: template, id: news, status: live, channel: email, class: promotional, content: { subject: a, html: a } }
---
{ kind: segment, id: readers, status: live, condition: { profile: { traits: { email: [{ exists: true }] } } } }
---
kind: rule
id: hello
status: live
trigger: { event: Signed Up }
limit: { times: 1 }
actions: [{ send: hello }]
---
kind: rule
id: tip
status: live
trigger: { event: Tip Asked }
limit: { times: 2, within: P2D }
actions: [{ send: hello }]
---
kind: rule
id: daily
status: live
trigger: { event: Daily Asked }
limit: { times: 1, within: P1D }
actions: [{ send: hello }]
---
kind: rule
id: offer
status: live
trigger: { event: Offer Asked }
actions: [{ send: news }]
---
kind: campaign
id: local
status: live
audience: { segment: readers }
send: news
schedule: { at: 2026-11-20T19:00, timeZone: recipient }
`);

export const emails = { x: 'x@example.com', anna: 'anna@example.com' };
export const views: readonly Said[] = [
  { id: 'x-1', ago: 900, anonymousId: 'x', email: emails.x },
  { id: 'anna-1', ago: 800, userId: 'anna', email: emails.anna },
];
export const signIn: Said = { id: 'anna-2', ago: 100, userId: 'anna', anonymousId: 'x' };
export const ofX = (name: string, rest: Partial<Said> = {}): Said => ({
  ...{ id: `x-${name}`, ago: 700, name, anonymousId: 'x' },
  ...rest,
});
export const ofAnna = (name: string, rest: Partial<Said> = {}): Said => ({
  ...{ id: `anna-${name}`, ago: 600, name, userId: 'anna' },
  ...rest,
});

export async function openBoth(...before: readonly Said[]) {
  const people = await openPeople(snapshot);
  await people.say(...views);
  for (const said of before) await people.say(said);
  const [visitor, anna] = [await people.find('anonymousId#x'), await people.find('userId#anna')];
  return { ...people, visitor, anna };
}

/** Reaches both, as a run does. */
export async function runCampaign({ stack, actor }: People, people: readonly Profile[]): Promise<void> {
  const run = { campaign: 'local', run: start, startedAt: start, localTime: '2026-11-20T19:00' } as const;
  const task = { kind: 'campaign', ...run } as const;
  const profileIds = people.map(({ id }) => id);
  await stack.queues.port.send('profile', [{ kind: 'RunTaskBatch', profileIds, task, version: 1 }]);
  await actor.advance();
}

export async function pass({ stack, actor }: People, hours: number): Promise<void> {
  for (let step = 0; step < hours * 2; step++) {
    stack.clock.now += HOUR / 2;
    await actor.sweep();
  }
}

export const listSent = ({ stack }: People) => {
  const messages = new Map(peekMessages(stack, 'email').map((message) => [message.id, message]));
  return [...messages.values()].map(({ origin, to }) => `${origin} to ${to}`).sort();
};

export const listDropped = ({ stack }: People) =>
  stack.ports.timeline
    .listAllEntries()
    .flatMap(({ name, traces }) => traces.map((trace) => ({ ...trace, name })))
    .filter(({ action, reason }) => action === 'send' && reason === 'profiles_merged')
    .map(({ name, origin, channel, note }) => [name, origin, channel, note]);
