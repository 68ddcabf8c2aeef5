import { describe, expect, it } from 'vitest';
import { encodeEvent } from '../../../adapters/events/event-bus.ts';
import { createMemoryAddressBook } from '../../../adapters/memory/address-book.ts';
import { type ReconcilePorts, reconcileSuppressions } from '../../../app/feedback/reconcile-suppressions.ts';
import type { SuppressionPage } from '../../../app/ports/suppression-list.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import type { EmitEvent } from '../../../engine/model/effects.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';

const now = Date.UTC(2026, 10, 22, 9);
const hour = 3_600_000;

function makePorts(pages: readonly SuppressionPage[], known: Readonly<Record<string, string>>) {
  const put: EmitEvent[] = [];
  const asked: (readonly [number, number])[] = [];
  const ports: ReconcilePorts = {
    suppressions: {
      async list(from, to, cursor) {
        asked.push([from, to]);
        return pages[Number(cursor ?? 0)] ?? { suppressed: [] };
      },
    },
    identities: {
      ...createMemoryAddressBook(),
      find: async (keys) =>
        keys.map(({ type, value }) => {
          const profileId = type === 'email' ? known[value] : undefined;
          return profileId === undefined ? undefined : { profileId };
        }),
    },
    events: {
      async put(events) {
        expect(events.length).toBeLessThanOrEqual(10);
        put.push(...events);
        return [];
      },
    },
  };
  return { ports, put, asked };
}

const bounced = { address: 'Ann@Example.com ', reason: 'bounced', at: now - hour } as const;
const complained = { address: 'bob@example.com', reason: 'complained', at: now - 2 } as const;

describe('reconcile-suppressions', () => {
  it('reports every suppressed address of the stage to its person, page by page, and ignores others', async () => {
    const stranger = { address: 'else@example.com', reason: 'bounced', at: now } as const;
    const { ports, put, asked } = makePorts(
      [{ suppressed: [bounced, stranger], cursor: '1' }, { suppressed: [complained] }],
      {
        'ann@example.com': 'P-ann',
        'bob@example.com': 'P-bob',
      },
    );
    await reconcileSuppressions(ports, silentTelemetry, now);
    expect(put.map(({ name, profileId, occurredAt }) => ({ name, profileId, occurredAt }))).toEqual([
      { name: 'Message Bounced', profileId: 'P-ann', occurredAt: now - hour },
      { name: 'Message Complained', profileId: 'P-bob', occurredAt: now - 2 },
    ]);
    expect(asked).toEqual([
      [now - 2 * hour, now],
      [now - 2 * hour, now],
    ]);
  });

  it('suppresses every address on the list, for a person who comes later too, and writes each once', async () => {
    const page = { suppressed: [bounced, complained, { ...complained, address: 'no address' }] };
    const { ports } = makePorts([page], {});
    const { identities } = ports;
    const kept: string[] = [];
    const counting: ReconcilePorts = {
      ...ports,
      identities: {
        ...identities,
        keep: async (statement) => {
          kept.push(statement.address);
          await identities.keep(statement);
        },
      },
    };
    for (let run = 0; run < 3; run++)
      await reconcileSuppressions(counting, silentTelemetry, now + run * hour);
    expect(kept).toEqual(['ann@example.com', 'bob@example.com']);
    const read = (address: string) => identities.read('email', address, { consistent: true });
    expect(await read('ann@example.com')).toMatchObject({ isSuppressed: true });
    expect(await read('bob@example.com')).toMatchObject({ isSuppressed: false, hasComplained: true });
  });

  it('reads two weeks once a day, so that an outage of days loses nothing', async () => {
    const { ports, asked } = makePorts([], {});
    for (let run = 0; run < 24; run++) {
      await reconcileSuppressions(ports, silentTelemetry, now + run * hour);
    }
    const spans = asked.map(([from, to]) => (to - from) / hour);
    expect(spans.filter((span) => span === 14 * 24)).toHaveLength(1);
    expect(spans.filter((span) => span === 2)).toHaveLength(23);
  });

  it('gives a repeat the same id, and ids without personal data', async () => {
    const { ports, put } = makePorts([{ suppressed: [bounced] }], { 'ann@example.com': 'P-ann' });
    await reconcileSuppressions(ports, silentTelemetry, now);
    await reconcileSuppressions(ports, silentTelemetry, now + hour);
    expect(put).toHaveLength(2);
    expect(put[1]?.id).toBe(put[0]?.id);
    expect(put[0]?.id).not.toContain('ann');
  });

  it.each([bounced, complained])(
    'suppresses the address of the person once it is taken in: $reason',
    async (entry) => {
      const value = entry.address.trim().toLowerCase();
      const { ports, put } = makePorts([{ suppressed: [entry] }], { [value]: 'P1' });
      await reconcileSuppressions(ports, silentTelemetry, now);
      const [event] = put;
      if (event === undefined) throw new Error('Nothing was reported.');
      const { Source, DetailType, Detail } = encodeEvent(event, 'bus', 'sender');
      const touchpoint = parseTouchpoint({
        id: 'e1',
        source: Source,
        'detail-type': DetailType,
        time: new Date(now).toISOString(),
        detail: JSON.parse(Detail ?? ''),
      });
      const policy = { kind: 'policy', id: 'none', status: 'live' } as const;
      const program = compileProgram({
        schemaVersion: 1,
        version: 1,
        hash: 'h',
        publishedAt: 0,
        rules: [],
        segments: [],
        traits: [],
        templates: [],
        journeys: [],
        campaigns: [],
        policy,
      });
      const { profile } = decide(
        createProfile('P1', now),
        [{ kind: 'touchpoint', touchpoint }],
        program,
        now,
      );
      expect(profile.suppressions.email).toEqual({ address: value, reason: entry.reason, at: entry.at });
    },
  );

  it('continues after addresses that the bus refuses, and reports them', async () => {
    const { ports } = makePorts([{ suppressed: [bounced] }], { 'ann@example.com': 'P-ann' });
    const refusing = { ...ports, events: { put: async (events: readonly EmitEvent[]) => events } };
    await expect(reconcileSuppressions(refusing, silentTelemetry, now)).rejects.toMatchObject({
      code: 'suppressions_unreported',
    });
  });
});
