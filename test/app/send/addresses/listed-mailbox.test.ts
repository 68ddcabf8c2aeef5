/** A mailbox that one person lists and another one has gets one message of a campaign's run. */
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { compileTemplate } from '../../../../adapters/content/compile-template.ts';
import { shapeEmail } from '../../../../adapters/content/shape-content.ts';
import { createMemoryDocumentStore } from '../../../../adapters/memory/document-store.ts';
import type { Provider, RenderedEmail } from '../../../../app/ports/providers.ts';
import { publishProgram } from '../../../../app/publish/publish-program.ts';
import { silentTelemetry } from '../../../../app/runtime/telemetry.ts';
import { createMessageSender } from '../../../../app/send/message-sender.ts';
import { createActor } from '../../../harness/actor.ts';
import { makeEventText } from '../../../harness/events.ts';
import { createMemoryStack } from '../../../harness/memory-stack.ts';
import { listSenderPorts } from '../../../harness/whole-run.ts';

const start = Date.parse('2026-11-20T10:00:00Z');

const program = `
kind: policy
id: contact
status: live
consent: { email: opt-out }
addresses: { email: first_usable }
---
kind: segment
id: all
status: live
condition: { profile: { traits: { member: [true] } } }
---
kind: template
id: spring
status: live
channel: email
class: promotional
content: { subject: "Spring", html: "<p>Spring.</p>" }
---
kind: campaign
id: spring
status: live
audience: { segment: all }
send: spring
schedule: { at: "2026-12-01T10:00:00Z" }
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
    async send({ to }) {
      sent.push(to);
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
  const identify = async (userId: string, traits: object) => {
    stack.clock.now += 60_000;
    const detail = { userId, traits: { member: true, ...traits } };
    const text = makeEventText({
      id: `t-${++count}`,
      name: 'Seen',
      at: stack.clock.now,
      source: 'crm',
      detail,
    });
    stack.queues.get('profile').sendText(text);
    await actor.advance();
  };
  return {
    stack,
    identify,
    /** Reaches the people in this order; the addresses that got the campaign. */
    async run(...people: readonly string[]): Promise<readonly string[]> {
      for (const userId of people) {
        const profileId = stack.ports.identities.bindings().get(`userId#${userId}`) ?? '';
        const task = { kind: 'campaign', campaign: 'spring', run: start };
        stack.queues
          .get('profile')
          .sendText(JSON.stringify({ kind: 'RunTaskBatch', profileIds: [profileId], task }));
        await actor.advance();
        const records = stack.queues.get('email').receive(10);
        await send(records, { requestId: `r-${++count}`, telemetry: silentTelemetry });
        stack.queues.get('email').settle(records, new Set());
      }
      return sent;
    },
    isListed: async (address: string) =>
      (await stack.ports.addresses.read('email', address, { consistent: true }))?.isListed === true,
    suppress: (address: string) =>
      stack.ports.addresses.keep({ channel: 'email', address, kind: 'suppressed', reason: 'bounced' }),
  };
}

const [home, office] = ['anna@home.example', 'office@work.example'];

it.each([[['anna', 'bruno']], [['bruno', 'anna']]])('in the order %j', async (people) => {
  const { identify, run, suppress } = await open();
  await identify('anna', { email: home, emails: [office] });
  await identify('bruno', { email: office });
  await suppress(home);
  expect(await run(...people)).toEqual([office]);
});

it('also if the list came later, and if a person has no other address', async () => {
  const { identify, run } = await open();
  await identify('bruno', { email: office });
  await identify('anna', { emails: [office] });
  expect(await run('bruno', 'anna')).toEqual([office]);
});

it('is marked once, and only for people with a list', async () => {
  const { identify, isListed, stack } = await open();
  const kept: string[] = [];
  const { identities } = stack.ports;
  const { keep } = identities;
  identities.keep = (statement) => {
    kept.push(`${statement.kind} ${statement.address}`);
    return keep(statement);
  };
  await identify('anna', { email: home, emails: [home] });
  expect(kept).toEqual([]);
  await identify('anna', { emails: [{ address: office, label: 'work' }, 'nowhere'] });
  expect(kept).toEqual([`listed ${home}`, `listed ${office}`]);
  await identify('anna', { email: home, emails: [office] });
  await identify('bruno', { email: office });
  expect(kept).toHaveLength(2);
  expect([await isListed(home), await isListed(office)]).toEqual([true, true]);
});
