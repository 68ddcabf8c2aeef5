/**
 * Unsubscribe requests and promotional messages at the same time, on memory stores whose calls take turns in a random
 * order. Counts the provider calls whose last check of the address began after the acknowledgement of a no.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import { createMemoryLinkKeyStore } from '../../adapters/memory/link-keys.ts';
import { createMemoryScanCounts } from '../../adapters/memory/scan-count-store.ts';
import { cacheLinkKeys } from '../../app/links/cache-link-keys.ts';
import { sealLink } from '../../app/links/seal-link.ts';
import type { AddressBook } from '../../app/ports/address-book.ts';
import { createLinkServer } from '../../app/preferences/serve-links.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { createMessageSender } from '../../app/send/message-sender.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { createRandom } from '../../local/random.ts';
import { unsubscribeClaim } from './link-server.ts';
import { createSendingSetup, makeMessage, start } from './sending-setup.ts';

export interface RaceOptions {
  readonly requests: number;
  readonly seed: number;
  /** The address book that the senders read, for a sender that is faulty on purpose. */
  readonly readOf?: (book: AddressBook) => AddressBook['read'];
}

export interface RaceResult {
  /** By kind of token: `valid`, `used`, `forged`, `unknown`. */
  readonly requests: Readonly<Record<string, number>>;
  /** Provider calls, all of promotional messages. */
  readonly sent: number;
  /** Of them, to an address whose no was acknowledged before the last check began. */
  readonly sentAfterNo: number;
  /** Messages that were refused because of a no. */
  readonly refused: number;
  readonly statuses: Readonly<Record<number, number>>;
}

/** Addresses per request: most are asked for several times. */
const requestsPerAddress = 5;

export async function raceWithdrawals({ requests, seed, readOf }: RaceOptions): Promise<RaceResult> {
  const random = createRandom(seed);
  const setup = await createSendingSetup();
  const book = createMemoryAddressBook();
  const store = createMemoryLinkKeyStore();
  await store.addVersion(new Uint8Array(32).fill(3));
  const key = (await store.read()) ?? { version: 1, key: new Uint8Array(32) };
  const checks = new AsyncLocalStorage<{ begunAt: number }>();
  /** Counts the steps of all calls: the order in which things happened. */
  let step = 0;
  const acknowledgedAt = new Map<string, number>();
  const counts = { sent: 0, sentAfterNo: 0 };
  const statuses: Record<number, number> = {};
  const kinds: Record<string, number> = {};

  /** A call takes some turns of the event loop. */
  const wait = async (): Promise<void> => {
    for (let turns = Math.floor(random() * 4); turns >= 0; turns--) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    step += 1;
  };
  // An eventually consistent read may be as old as it likes: here it has seen nothing.
  const readConsistently: AddressBook['read'] = async (channel, address, options) =>
    options.consistent ? book.read(channel, address, options) : undefined;
  const read = readOf?.(book) ?? readConsistently;
  const slow: AddressBook = {
    ...book,
    async read(...parameters) {
      const check = checks.getStore();
      step += 1;
      if (check !== undefined) check.begunAt = step;
      await wait();
      const record = await read(...parameters);
      await wait();
      return record;
    },
  };
  const statements = {
    ...book,
    async state(...parameters: Parameters<typeof book.state>) {
      await wait();
      const isReported = await book.state(...parameters);
      await wait();
      return isReported;
    },
  };
  const serve = createLinkServer(
    {
      keys: cacheLinkKeys(store, () => start),
      addresses: slow,
      statements,
      profiles: setup.profiles,
      identities: createMemoryIdentityStore(),
      programs: setup.programs,
      scans: { put: async () => true },
      scanCounts: createMemoryScanCounts(),
      // The bus takes some events and refuses others: senders must not depend on it.
      events: { put: async (events: readonly EmitEvent[]) => (random() < 0.5 ? events : []) },
      wordings: { keep: async () => undefined },
      shortLinks: { find: async () => undefined },
      queues: { send: async () => [] },
      copies: { find: async () => undefined },
      notices: { put: async () => [] },
    },
    () => start,
  );
  const send = createMessageSender({
    channel: 'email',
    ports: {
      ...setup.ports,
      addresses: slow,
      provider: {
        async send({ to }) {
          await wait();
          counts.sent += 1;
          const acknowledged = acknowledgedAt.get(to);
          const begunAt = checks.getStore()?.begunAt ?? 0;
          if (acknowledged !== undefined && acknowledged < begunAt) counts.sentAfterNo += 1;
          return { kind: 'accepted', providerId: `p-${counts.sent}` };
        },
      },
    },
    sandbox: { render: async () => ({ subject: 'News', html: '<p>News</p>' }) },
    shape: (fields) => fields,
    timelineDays: 30,
    now: () => start,
    random,
  });

  const addressCount = Math.ceil(requests / requestsPerAddress);
  const pickAddress = () => `person${Math.floor(random() * addressCount)}@example.com`;

  async function post(): Promise<void> {
    const address = pickAddress();
    const valid = sealLink({ ...unsubscribeClaim, address }, key);
    const dice = random();
    const isValid = dice < 0.6;
    const token = isValid ? valid : dice < 0.9 ? flipCharacter(valid, random) : `x${Math.floor(dice * 1e6)}`;
    const name = isValid
      ? acknowledgedAt.has(address)
        ? 'used'
        : 'valid'
      : dice < 0.9
        ? 'forged'
        : 'unknown';
    kinds[name] = (kinds[name] ?? 0) + 1;
    const asked = {
      method: 'POST',
      path: `/u/${token}`,
      query: new URLSearchParams(),
      form: new URLSearchParams(),
    };
    const { status } = await serve({ ...asked, acceptLanguage: '' }, silentTelemetry);
    statuses[status] = (statuses[status] ?? 0) + 1;
    step += 1;
    if (isValid && status === 200 && !acknowledgedAt.has(address)) acknowledgedAt.set(address, step);
  }

  async function deliver(index: number): Promise<void> {
    const message = makeMessage({ id: `M${index}`, channel: 'email', to: pickAddress() });
    const record = {
      messageId: `r${index}`,
      receiptHandle: `h${index}`,
      body: JSON.stringify(message),
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(start) },
    };
    await checks.run({ begunAt: 0 }, () =>
      send([record], { requestId: `b${index}`, telemetry: silentTelemetry }),
    );
  }

  // Waves, so that many are under way at once and memory stays small.
  const wave = 100;
  for (let done = 0; done < requests; done += wave) {
    const count = Math.min(wave, requests - done);
    await Promise.all(
      Array.from({ length: count }, (_, index) => Promise.all([post(), deliver(done + index)])),
    );
  }
  const measures = setup.statistics.sumAll()['rule:greet'] ?? {};
  return {
    requests: kinds,
    ...counts,
    refused: measures['email.suppressed.unsubscribed'] ?? 0,
    statuses,
  };
}

/** One character replaced: a forged token. */
function flipCharacter(token: string, random: () => number): string {
  const at = Math.floor(random() * token.length);
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}
