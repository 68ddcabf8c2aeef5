/** A campaign's run to people with several emails, in memory: from their traits to the provider, beside its preview. */
import { parseAllDocuments } from 'yaml';
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { shapeEmail } from '../../adapters/content/shape-content.ts';
import { createMemoryDocumentStore } from '../../adapters/memory/document-store.ts';
import { createMemoryProfileScanner } from '../../adapters/memory/profile-scanner.ts';
import { createMemoryRunStore } from '../../adapters/memory/run-store.ts';
import { previewRun } from '../../app/inspect/campaigns/preview-run.ts';
import type { Provider, RenderedEmail } from '../../app/ports/providers.ts';
import { loadPublished } from '../../app/publish/load-published.ts';
import { publishProgram } from '../../app/publish/publish-program.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { createMessageSender } from '../../app/send/message-sender.ts';
import type { AddressChoice } from '../../engine/model/documents/deliverability-policy.ts';
import { createActor } from './actor.ts';
import { makeEventText } from './events.ts';
import { createMemoryStack } from './memory-stack.ts';
import { listSenderPorts } from './whole-run.ts';

const start = Date.parse('2026-11-20T10:00:00Z');

const makeProgram = (choice: AddressChoice) => `
kind: policy
id: contact
status: live
consent: { email: opt-out }
addresses: { email: ${choice} }
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

export async function openMailboxes(choice: AddressChoice) {
  const stack = createMemoryStack({ now: start });
  const documents = createMemoryDocumentStore();
  for (const document of parseAllDocuments(makeProgram(choice))) await documents.put(document.toJS());
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
    /** What a preview says of the run: people by reason. */
    async preview(): Promise<Readonly<Record<string, number>>> {
      const snapshot = await loadPublished(programs);
      const campaign = snapshot?.campaigns[0];
      if (snapshot === undefined || campaign === undefined) throw new Error('Nothing is published.');
      const { profiles, identities } = stack.ports;
      const stores = {
        scanner: createMemoryProfileScanner(profiles),
        runs: createMemoryRunStore(),
        identities,
      };
      const options = { now: stack.clock.now, isDraft: false, onProgress: () => undefined };
      return Object.fromEntries((await previewRun(campaign, snapshot, stores, options)).reasons);
    },
    isListed: async (address: string) =>
      (await stack.ports.addresses.read('email', address, { consistent: true }))?.isListed === true,
    suppress: (address: string) =>
      stack.ports.addresses.keep({ channel: 'email', address, kind: 'suppressed', reason: 'bounced' }),
  };
}
