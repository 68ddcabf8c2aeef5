/** Reads what happened to each sample person: messages that the provider received, and messages that were not sent. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoTimelineReader } from '../../adapters/dynamodb/timeline-reader.ts';
import { findOwner } from '../../app/identity/find-owner.ts';
import type { IdentityStore } from '../../app/ports/identity-store.ts';
import type { LedgerMessage } from '../../app/ports/message-ledger.ts';
import type { TimelineReader } from '../../app/ports/timeline-store.ts';
import type { LocalProcess } from './local-process.ts';

export interface PersonOutcome {
  readonly person: string;
  /** `email welcome`, one per message sent. */
  readonly gets: readonly string[];
  /** `third-order: no_consent`, one per decision or check that stopped a message. */
  readonly doesNotGet: readonly string[];
  /** What providers reported: `email welcome bounced`. */
  readonly outcomes: readonly string[];
}

interface LocalState {
  readonly outputs: Readonly<Record<string, string>>;
}

interface Captured {
  readonly tags: Readonly<Record<string, string>>;
}

export async function readPeople(
  local: LocalProcess,
  people: readonly string[],
): Promise<readonly PersonOutcome[]> {
  const { outputs } = (await local.control('GET', 'state')) as LocalState;
  const captured = (await local.control('GET', 'messages')) as readonly Captured[];
  const client = createDynamoClient({
    endpoint: local.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const identities = createDynamoIdentityStore(client, outputs['IdentitiesTable'] ?? '');
  const timeline = createDynamoTimelineReader(client, outputs['TimelineTable'] ?? '');
  try {
    return await Promise.all(people.map((person) => readPerson(person, identities, timeline, captured)));
  } finally {
    client.destroy();
  }
}

async function readPerson(
  person: string,
  identities: IdentityStore,
  timeline: TimelineReader,
  captured: readonly Captured[],
): Promise<PersonOutcome> {
  const find = (type: 'userId' | 'anonymousId') =>
    findOwner(identities, { type, value: person }, { consistent: true });
  const profileId = (await find('userId')) ?? (await find('anonymousId'));
  if (profileId === undefined) return { person, gets: [], doesNotGet: ['no profile'], outcomes: [] };
  const { items } = await timeline.list(profileId, { limit: 100 });
  const messages = items.flatMap((item) => (item.kind === 'message' ? [item.message] : []));
  const traces = items.flatMap((item) => (item.kind === 'entry' ? item.entry.traces : []));
  const isCaptured = ({ id }: LedgerMessage): boolean =>
    captured.some(({ tags }) => tags['percorso-message'] === id);
  const stopped = messages.filter(({ state }) => state !== 'sent');
  return {
    person,
    gets: messages.filter(isCaptured).map(nameMessage).sort(),
    doesNotGet: [
      ...traces
        .filter(({ action, reason }) => action === 'send' && reason !== 'sent_to_channel')
        .map(({ origin, reason }) => `${origin.replace(/^\w+:/, '')}: ${reason}`),
      ...stopped.map((message) => `${message.template}: ${message.reason ?? message.state}`),
    ].sort(),
    outcomes: messages.flatMap((message) =>
      Object.keys(message.outcomes).map((outcome) => `${nameMessage(message)} ${outcome}`),
    ),
  };
}

function nameMessage({ channel, template }: LedgerMessage): string {
  return `${channel} ${template}`;
}
