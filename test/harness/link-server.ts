/** The public pages with everything around them in memory: address book, keys, program, bus, clock. */

import { expect } from 'vitest';
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import { createMemoryLinkKeyStore } from '../../adapters/memory/link-keys.ts';
import { createMemoryMessageCopies } from '../../adapters/memory/message-copies.ts';
import { createMemoryProfileStore } from '../../adapters/memory/profile-store.ts';
import { createMemoryProgramStore } from '../../adapters/memory/program-store.ts';
import { createMemoryScanCounts } from '../../adapters/memory/scan-count-store.ts';
import { createMemoryShortLinks } from '../../adapters/memory/short-links.ts';
import { createMemoryWordingStore } from '../../adapters/memory/wording-store.ts';
import { cacheLinkKeys } from '../../app/links/cache-link-keys.ts';
import type { LinkClaim, UnsubscribeClaim } from '../../app/links/link-claim.ts';
import { sealLink } from '../../app/links/seal-link.ts';
import type { CodeScan, ScanBus } from '../../app/ports/code-scans.ts';
import type { QueueBody, Queues } from '../../app/ports/queues.ts';
import { createLinkServer } from '../../app/preferences/serve-links.ts';
import type { WebRequest, WebResponse } from '../../app/preferences/web.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { createFaultInjector, type Fault, type InvocationState } from './faults.ts';

export const linkStart = Date.UTC(2026, 10, 22, 9);
export const linkAddress = 'anna@example.com';

export const unsubscribeClaim: UnsubscribeClaim = {
  kind: 'unsubscribe',
  profileId: 'P1',
  messageId: 'M1',
  channel: 'email',
  address: linkAddress,
  purpose: 'marketing',
  topic: 'news',
  issuedAt: linkStart / 1000,
};

export async function createLinkSetup(faults: readonly Fault[] = []) {
  const clock = { now: linkStart };
  const injector = createFaultInjector(...faults);
  const invocation: InvocationState = { isDead: false };
  const keyStore = createMemoryLinkKeyStore();
  await keyStore.addVersion(new Uint8Array(32).fill(7));
  const book = createMemoryAddressBook();
  const profiles = createMemoryProfileStore();
  const identities = createMemoryIdentityStore();
  const programs = createMemoryProgramStore();
  const wordings = createMemoryWordingStore();
  const copies = createMemoryMessageCopies();
  const shortLinks = createMemoryShortLinks();
  const scanCounts = createMemoryScanCounts();
  const scanned: CodeScan[] = [];
  const reports: QueueBody[] = [];
  const queues: Pick<Queues, 'send'> = {
    async send(_queue, bodies) {
      reports.push(...bodies);
      return [];
    },
  };
  const events: EmitEvent[] = [];
  const notices: EmitEvent[] = [];
  const bus = { isDown: false };
  const putInto = (accepted: EmitEvent[]) => async (put: readonly EmitEvent[]) => {
    if (bus.isDown) return put;
    accepted.push(...put);
    return [];
  };
  const scans: ScanBus = {
    async put(scan) {
      if (!bus.isDown) scanned.push(scan);
      return !bus.isDown;
    },
  };
  const reader = injector.wrap({ keyStore }, invocation).keyStore;
  const ports = injector.wrap(
    {
      addresses: book,
      statements: book,
      profiles,
      identities,
      programs,
      wordings,
      copies,
      shortLinks,
      queues,
      scans,
      scanCounts,
      events: { put: putInto(events) },
      notices: { put: putInto(notices) },
    },
    invocation,
  );
  /** As a new process starts: nothing is cached. */
  const start = () => {
    const keys = cacheLinkKeys(reader, () => clock.now);
    return createLinkServer({ ...ports, keys }, () => clock.now);
  };
  let serve = start();
  const ask = (request: Partial<WebRequest>): Promise<WebResponse> => {
    const whole = { method: 'GET', path: '/', query: new URLSearchParams(), form: new URLSearchParams() };
    return serve({ ...whole, acceptLanguage: '', ip: '192.0.2.7', ...request }, silentTelemetry);
  };
  return {
    clock,
    injector,
    invocation,
    keyStore,
    book,
    identities,
    profiles,
    programs,
    wordings,
    copies,
    shortLinks,
    scanCounts,
    scanned,
    reports,
    events,
    notices,
    bus,
    restart() {
      serve = start();
    },
    async seal(claim: LinkClaim, version?: number): Promise<string> {
      const key = await keyStore.read(version);
      if (key === undefined) throw new RangeError('No such version');
      return sealLink(claim, key);
    },
    ask,
    /** As a browser posts a form of a page: it follows the redirect. */
    async press(path: string, form: URLSearchParams, query = new URLSearchParams()): Promise<WebResponse> {
      const answer = await ask({ method: 'POST', path, form, query });
      const { location } = answer.headers;
      if (location === undefined) return answer;
      expect(answer.status).toBe(303);
      return ask({ path, query: new URLSearchParams(location.slice(1)) });
    },
    async readConsents(address = linkAddress) {
      return (await book.read('email', address, { consistent: true }))?.consents ?? {};
    },
  };
}

export type LinkSetup = Awaited<ReturnType<typeof createLinkSetup>>;
