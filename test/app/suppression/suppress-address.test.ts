/** An operator suppresses an address and lifts it: every profile, every spelling, and the proof. */
import { describe, expect, it } from 'vitest';
import { createMemoryAddressBook } from '../../../adapters/memory/address-book.ts';
import { createMemoryConsentLedger } from '../../../adapters/memory/consent-ledger.ts';
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { createMemoryIdentityStore } from '../../../adapters/memory/identity-store.ts';
import { createMemoryProgramStore } from '../../../adapters/memory/program-store.ts';
import { inspectConsents } from '../../../app/inspect/inspect-consents.ts';
import type { QueueBody } from '../../../app/ports/queues.ts';
import type { ProviderSuppressions } from '../../../app/ports/suppressed-addresses.ts';
import { releaseAddress, suppressAddress } from '../../../app/suppression/suppress-address.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { nameAddress } from '../../../engine/model/address-statement.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const at = Date.parse('2026-11-20T10:00:00Z');
const step = { by: 'arn:aws:sts::1:assumed-role/on-call/anna', reason: 'asked by letter', at };
const address = 'anna@xn--mller-kva.example';

async function open() {
  const addresses = createMemoryAddressBook();
  const identities = createMemoryIdentityStore(addresses);
  const consents = createMemoryConsentLedger();
  const sent: QueueBody[] = [];
  const atProvider: string[] = [];
  let isDown = false;
  const queues = {
    send: async (_queue: string, bodies: readonly QueueBody[]) => {
      if (isDown) return bodies;
      sent.push(...bodies);
      return [];
    },
  };
  await identities.claim({ type: 'email', value: address }, { profileId: 'P1' });
  const provider: ProviderSuppressions = {
    release: async (spelling) => {
      atProvider.push(spelling);
      return spelling === address ? 'absent' : 'released';
    },
  };
  const erasures = createMemoryErasureRegister();
  const ports = { addresses, suppressions: addresses, identities, consents, queues, provider, erasures };
  return {
    ports,
    atProvider,
    sent,
    read: () => addresses.read('email', address, { consistent: true }),
    fail: () => (isDown = true),
  };
}

describe('an operator', () => {
  it('suppresses an address in every spelling, with the proof of who, when and why', async () => {
    const { ports, read } = await open();
    expect(await suppressAddress('email', ' Anna@MÜLLER.example', step, ports)).toBe(address);
    expect(await read()).toMatchObject({ isSuppressed: true });
    const stored = {
      ...createProfile('P1', at),
      version: 1,
      traits: { email: { value: 'ANNA@müller.example', at } },
    };
    const programs = createMemoryProgramStore();
    const stores = { ...ports, programs, profiles: { load: async (): Promise<Profile> => stored } };
    const found = await inspectConsents('P1', stores, { limit: 10, now: at });
    expect(found?.records).toMatchObject([
      { name: 'Address Suppressed', recordedBy: step.by, note: step.reason, saidAt: at },
    ]);
    await expect(suppressAddress('email', 'no address', step, ports)).rejects.toMatchObject({
      name: 'RequestInvalidError',
    });
  });

  it('suppresses no address of an erased person: its item would have the address again', async () => {
    const { ports, read } = await open();
    await ports.erasures.open(new Uint8Array(32));
    await ports.erasures.add({ type: 'email', value: address }, { at, receipt: 'R1' });
    await expect(suppressAddress('email', address, step, ports)).rejects.toMatchObject({
      name: 'RequestInvalidError',
      message: expect.stringContaining('was erased'),
    });
    expect(await read()).toBeUndefined();
    expect((await ports.consents.list(`address#email#${address}`, 10)).records).toEqual([]);
  });

  it('lifts a suppression at the address and in the profile, which may then be written to', async () => {
    const { ports, sent, read, atProvider } = await open();
    await ports.addresses.keep({ channel: 'email', address, kind: 'suppressed', reason: 'bounced' });
    expect(await releaseAddress('email', 'anna@müller.example', step, ports)).toEqual({
      address,
      isReleased: true,
      atProvider: 'released',
    });
    expect(atProvider).toEqual([address, 'anna@müller.example']);
    expect(await read()).toMatchObject({ isSuppressed: false });
    const [body] = sent;
    if (body === undefined || !('touchpoint' in body)) throw new TypeError('A release was sent');
    const suppressions = { email: { address, reason: 'bounced', at: at - 1 } } as const;
    const inputs = [{ kind: 'touchpoint', touchpoint: body.touchpoint } as const];
    const { profile } = decide(
      { ...createProfile('P1', at), suppressions },
      inputs,
      compileProgram(sampleSnapshot),
      at,
    );
    expect(profile.suppressions).toEqual({});
    const later = { email: { address, reason: 'bounced', at: at + 1 } } as const;
    const kept = decide(
      { ...createProfile('P1', at), suppressions: later },
      inputs,
      compileProgram(sampleSnapshot),
      at,
    );
    expect(kept.profile.suppressions).toEqual(later);
    const records = await ports.consents.list(nameAddress('email', address), 10);
    expect(records.records.map(({ name }) => name)).toEqual(['Address Released']);
  });

  it('learns that nothing was lifted: no suppression, or the queue is down', async () => {
    const { ports, read, fail } = await open();
    expect((await releaseAddress('email', address, step, ports)).isReleased).toBe(false);
    await ports.addresses.keep({ channel: 'email', address, kind: 'suppressed', reason: 'operator' });
    fail();
    await expect(releaseAddress('email', address, step, ports)).rejects.toMatchObject({
      code: 'release_unsent',
    });
    expect(await read()).toMatchObject({ isSuppressed: true });
  });
});
