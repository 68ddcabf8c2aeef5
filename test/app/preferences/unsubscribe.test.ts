/** One-click unsubscribing (RFC 8058): every method with every state of a token, scope, and failures of what it calls. */
import { describe, expect, it } from 'vitest';
import { reportStatements } from '../../../app/feedback/report-statements.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { faultKinds } from '../../harness/faults.ts';
import {
  createLinkSetup,
  type LinkSetup,
  linkAddress,
  linkStart,
  unsubscribeClaim,
} from '../../harness/link-server.ts';

const hour = 3_600_000;
const preferencesClaim = { ...unsubscribeClaim, kind: 'preferences' } as const;

/** How a token of this state is made; all but the first three have no effect. */
const tokens: Readonly<Record<string, (setup: LinkSetup) => Promise<string>>> = {
  valid: (setup) => setup.seal(unsubscribeClaim),
  'of a rotated key': async (setup) => {
    const token = await setup.seal(unsubscribeClaim);
    await setup.keyStore.addVersion(new Uint8Array(32).fill(8));
    return token;
  },
  'years old': (setup) => setup.seal({ ...unsubscribeClaim, issuedAt: 1_000_000_000 }),
  used: async (setup) => {
    const token = await setup.seal(unsubscribeClaim);
    await setup.ask({ method: 'POST', path: `/u/${token}` });
    setup.events.length = 0;
    return token;
  },
  'with one flipped bit': async (setup) => {
    const bytes = Buffer.from(await setup.seal(unsubscribeClaim), 'base64url');
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    return bytes.toString('base64url');
  },
  'of another kind': (setup) => setup.seal(preferencesClaim),
  'of a key that does not exist': async () => {
    const other = await createLinkSetup();
    for (let version = 2; version < 5; version++)
      await other.keyStore.addVersion(new Uint8Array(32).fill(version));
    return other.seal(unsubscribeClaim);
  },
  'of another stage': async () => {
    const other = await createLinkSetup();
    await other.keyStore.addVersion(new Uint8Array(32).fill(9));
    return other.seal(unsubscribeClaim, 2);
  },
  'that is none': async () => 'x',
};
const effective = ['valid', 'of a rotated key', 'years old'];
const states = Object.keys(tokens);

describe('a POST to an unsubscribe link', () => {
  it.each(states)('answers 200 to a token %s, and unsubscribes by a valid one only', async (state) => {
    const setup = await createLinkSetup();
    const token = (await tokens[state]?.(setup)) ?? '';
    const before = await setup.readConsents();
    const { status, headers, body } = await setup.ask({ method: 'POST', path: `/u/${token}` });
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers).not.toHaveProperty('location');
    const isEffective = effective.includes(state);
    expect(await setup.readConsents()).toEqual(isEffective ? { email: 'denied' } : before);
    expect(setup.events).toHaveLength(isEffective ? 1 : 0);
    expect(body.includes('You are unsubscribed')).toBe(isEffective || state === 'used');
    expect(body).not.toContain(linkAddress);
  });

  it('gives one response to all tokens that are not its own, so that nothing can be learned from it', async () => {
    const setup = await createLinkSetup();
    const bodies = new Set<string>();
    for (const state of states.slice(4)) {
      const token = (await tokens[state]?.(setup)) ?? '';
      bodies.add((await setup.ask({ method: 'POST', path: `/u/${token}` })).body);
    }
    expect(bodies.size).toBe(1);
  });

  it('states the no to the person, with its proof', async () => {
    const setup = await createLinkSetup();
    await setup.ask({ method: 'POST', path: `/u/${await setup.seal(unsubscribeClaim)}` });
    expect(setup.events).toEqual([
      {
        kind: 'EmitEvent',
        id: expect.stringMatching(/^link:[0-9a-f]{32}$/),
        profileId: 'P1',
        name: 'Consent Stated',
        properties: { linkMessageId: 'M1' },
        context: {
          consent: { email: 'denied' },
          consentSource: { form: 'one-click', recordedBy: 'serve-preferences', ip: '192.0.2.7' },
        },
        occurredAt: linkStart,
      },
    ]);
    expect((await setup.book.listUnreported(0, Number.POSITIVE_INFINITY, undefined)).statements).toEqual([]);
  });

  it('takes effect again after the person subscribed again', async () => {
    const setup = await createLinkSetup();
    const path = `/u/${await setup.seal(unsubscribeClaim)}`;
    await setup.ask({ method: 'POST', path });
    const consent = { state: 'granted', at: linkStart + 5 } as const;
    await setup.book.keep({ channel: 'email', address: linkAddress, kind: 'consent', key: 'email', consent });
    setup.clock.now += hour;
    await setup.ask({ method: 'POST', path });
    expect(await setup.readConsents()).toEqual({ email: 'denied' });
    expect(new Set(setup.events.map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    ['purpose', unsubscribeClaim, 'email'],
    ['topic', unsubscribeClaim, 'email/news'],
    ['purpose', { ...unsubscribeClaim, purpose: 'surveys' }, 'email:surveys'],
    ['topic', { ...unsubscribeClaim, topic: undefined, purpose: 'surveys' }, 'email:surveys'],
  ] as const)('ends, with the scope "%s", what the policy says', async (scope, { topic, ...claim }, key) => {
    const setup = await createLinkSetup();
    const policy = { kind: 'policy', id: 'contact', status: 'live', unsubscribe: { scope } } as const;
    await setup.programs.setCurrent(0, { version: 1, hash: 'h', chunks: 0, policy });
    const token = await setup.seal({ ...claim, ...(topic === undefined ? {} : { topic }) });
    await setup.ask({ method: 'POST', path: `/u/${token}` });
    expect(await setup.readConsents()).toEqual({ [key]: 'denied' });
  });
});

describe('any other method', () => {
  it.each(states)('changes nothing with a token %s', async (state) => {
    const setup = await createLinkSetup();
    const token = (await tokens[state]?.(setup)) ?? '';
    const before = await setup.readConsents();
    const statuses: number[] = [];
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE']) {
      statuses.push((await setup.ask({ method, path: `/u/${token}` })).status);
    }
    const isOurs = [...effective, 'used'].includes(state);
    expect(statuses).toEqual([isOurs ? 200 : 404, isOurs ? 200 : 404, 204, 405, 405, 405, 405]);
    expect(await setup.readConsents()).toEqual(before);
    expect(setup.events).toEqual([]);
  });

  it('shows a page with a button, which a scanner does not press', async () => {
    const setup = await createLinkSetup();
    const { body } = await setup.ask({
      path: `/u/${await setup.seal({ ...unsubscribeClaim, locale: 'it-CH' })}`,
    });
    expect(body).toContain('<html lang="it">');
    expect(body).toContain(
      '<form method="post"><button class="primary" name="scope" value="link">Annulla l’iscrizione</button></form>',
    );
    expect(body).toContain('a•••@example.com');
  });
});

describe('what fails around an unsubscription', () => {
  const post = async (setup: LinkSetup) => {
    const path = `/u/${await setup.seal(unsubscribeClaim)}`;
    return setup.ask({ method: 'POST', path });
  };

  it('makes no difference: the answer is 2xx exactly when the no is stored, and it reaches the person in the end', async () => {
    const clean = await createLinkSetup();
    await post(clean);
    const { calls } = clean.injector;
    expect(calls).toEqual([
      'keyStore.read',
      'programs.readCurrent',
      'addresses.read',
      'statements.state',
      'events.put',
      'statements.markReported',
    ]);
    for (const [index, name] of calls.entries()) {
      for (const kind of faultKinds) {
        const story = `${name} ${kind}`;
        const setup = await createLinkSetup([{ call: index + 1, kind }]);
        const { status } = await post(setup);
        expect(setup.injector.hasStruck(), story).toBe(true);
        const isStored = (await setup.readConsents())['email'] === 'denied';
        // The response to a request whose process died is lost, whatever it would have been.
        if (!setup.invocation.isDead) {
          expect(status === 200 ? isStored : status, story).toBe(status === 200 ? true : 503);
        }
        // The provider posts again until the answer is 2xx; then the hourly run reports what is open.
        setup.invocation.isDead = false;
        setup.restart();
        if (status !== 200) expect((await post(setup)).status, story).toBe(200);
        const ports = { statements: setup.book, events: { put: putInto(setup) } };
        await reportStatements(ports, silentTelemetry, linkStart + hour);
        expect(await setup.readConsents(), story).toEqual({ email: 'denied' });
        // A repeat has the same id, and counts once.
        expect(new Set(setup.events.map(({ id }) => id)).size, story).toBe(1);
        await expectNothingOpen(setup);
      }
    }
  });

  it('is reported by the hourly run while the bus refuses, and not lost by a run that fails', async () => {
    const setup = await createLinkSetup();
    setup.bus.isDown = true;
    expect((await post(setup)).status).toBe(200);
    const ports = { statements: setup.book, events: { put: putInto(setup) } };
    await expect(reportStatements(ports, silentTelemetry, linkStart + hour)).rejects.toThrow(
      'did not accept 1 statements',
    );
    expect(setup.events).toEqual([]);
    setup.bus.isDown = false;
    await reportStatements(ports, silentTelemetry, linkStart + 2 * hour);
    await reportStatements(ports, silentTelemetry, linkStart + 3 * hour);
    expect(setup.events).toHaveLength(1);
  });

  it('leaves a statement of the last minute to the request that stored it', async () => {
    const setup = await createLinkSetup();
    setup.bus.isDown = true;
    await post(setup);
    setup.bus.isDown = false;
    const ports = { statements: setup.book, events: { put: putInto(setup) } };
    await reportStatements(ports, silentTelemetry, linkStart + 30_000);
    expect(setup.events).toEqual([]);
  });

  it('is 503 with a time to come back when nothing could be stored', async () => {
    const setup = await createLinkSetup([{ call: 4, kind: 'fails before' }]);
    const { status, headers, body } = await post(setup);
    expect([status, headers['retry-after']]).toEqual([503, '60']);
    expect(body).toContain('could not be stored');
    expect(await setup.readConsents()).toEqual({});
  });
});

function putInto(setup: LinkSetup) {
  return async (events: LinkSetup['events']) => {
    if (setup.bus.isDown) return events;
    setup.events.push(...events);
    return [];
  };
}

async function expectNothingOpen({ book }: LinkSetup): Promise<void> {
  for (let partition = 0; partition < 8; partition++) {
    expect((await book.listUnreported(partition, Number.POSITIVE_INFINITY, undefined)).statements).toEqual(
      [],
    );
  }
}
