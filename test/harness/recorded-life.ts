/** A stage in memory with recorded events: people's profiles, timelines and messages, as production writes them. */
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import { createMemoryConsentLedger } from '../../adapters/memory/consent-ledger.ts';
import { createMemoryDocumentStore } from '../../adapters/memory/document-store.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import { MemoryTable } from '../../adapters/memory/memory-table.ts';
import { createMemoryMessageLedger } from '../../adapters/memory/message-ledger.ts';
import { createMemoryProfileScanner } from '../../adapters/memory/profile-scanner.ts';
import { createMemoryProfileStore } from '../../adapters/memory/profile-store.ts';
import { createMemoryProgramStore } from '../../adapters/memory/program-store.ts';
import { createMemoryTimelineStore } from '../../adapters/memory/timeline-store.ts';
import { loadPublished } from '../../app/publish/load-published.ts';
import { publishProgram } from '../../app/publish/publish-program.ts';
import { readDocumentText } from '../../cli/files/read-document-files.ts';
import type { JsonObject } from '../../engine/base/json.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { createProfile } from '../../engine/model/profile.ts';
import { simulatePerson } from '../../engine/simulate/simulate-person.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';

export interface LifeEvent {
  readonly at: string;
  readonly event: string;
  readonly traits?: JsonObject;
  readonly properties?: JsonObject;
  readonly context?: JsonObject;
}

const expiresAt = 4_000_000_000;

export async function openStage() {
  const table = new MemoryTable();
  const profiles = createMemoryProfileStore();
  const ledger = createMemoryMessageLedger(table);
  const addresses = createMemoryAddressBook();
  const stores = {
    identities: createMemoryIdentityStore(addresses),
    uses: addresses,
    consents: createMemoryConsentLedger(),
    timeline: createMemoryTimelineStore(table),
    profiles,
    scanner: createMemoryProfileScanner(profiles),
    programs: createMemoryProgramStore(),
    readNow: async () => Date.parse('2026-11-22T12:00:00Z'),
  };
  const config = {
    documents: createMemoryDocumentStore(),
    staged: createMemoryDocumentStore(),
    programs: stores.programs,
    compileTemplate,
  };
  return {
    ...stores,
    config,
    ledger,

    async publish(yaml: string): Promise<void> {
      for (const { document } of readDocumentText(yaml, 'all.yaml').documents) {
        await config.documents.put(document as { kind: string; id: string } & JsonObject);
      }
      const { problems } = await publishProgram(config, { now: 0, allowShrink: true });
      const errors = problems.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
    },

    /** Plays the events under the program in force, up to `until`, and keeps what production would keep. */
    async live(person: string, events: readonly LifeEvent[], until: string): Promise<string> {
      const snapshot = await loadPublished(stores.programs);
      if (snapshot === undefined) throw new Error('nothing is published');
      const id = `profile-of-${person}`;
      const arrivals = events.map((event, index) => ({
        at: Date.parse(event.at),
        input: { kind: 'touchpoint' as const, touchpoint: makeTouchpoint(person, event, index) },
      }));
      const start = createProfile(id, arrivals[0]?.at ?? 0);
      const { steps, profile } = simulatePerson(compileProgram(snapshot), start, arrivals, Date.parse(until));
      await stores.identities.claim({ type: 'userId', value: person }, { profileId: id });
      await profiles.save({ ...profile, version: 1 });
      await stores.timeline.putEntries(
        steps.flatMap(({ entries }) => entries),
        expiresAt,
      );
      for (const effect of steps.flatMap(({ effects }) => effects)) {
        if (effect.kind !== 'SendMessage') continue;
        await ledger.claim(effect, 'batch', effect.decidedAt, expiresAt);
        await ledger.settle(id, effect.id, 1, { state: 'sent', batch: 'batch', at: effect.decidedAt + 1000 });
      }
      return id;
    },
  };
}

function makeTouchpoint(person: string, { at, event, ...detail }: LifeEvent, index: number) {
  return parseTouchpoint({
    id: `${person}-${index}`,
    source: 'shop',
    'detail-type': event,
    time: at,
    detail: { userId: person, ...detail },
  });
}

export const emailTemplate = (id: string, messageClass = 'promotional') => `
---
kind: template
id: ${id}
status: live
channel: email
class: ${messageClass}
content: { subject: "About ${id}", mjml: "<mjml><mj-body><mj-section><mj-column><mj-text>Hi</mj-text></mj-column></mj-section></mj-body></mjml>" }
`;

/** A sign-up of a person with consent. */
export const signUp = (at: string, email = 'a@example.com'): LifeEvent => ({
  at,
  event: 'Signed Up',
  traits: { email },
  context: { consent: { email: true } },
});
