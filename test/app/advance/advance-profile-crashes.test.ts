/** Whatever call breaks, and however: after redelivery everything is as if nothing had happened. */
import { beforeAll, describe, expect, it } from 'vitest';
import { findFlaw, runStory } from '../../harness/crash-run.ts';
import { faultKinds } from '../../harness/faults.ts';
import type { Observation } from '../../harness/observe.ts';

let clean: Observation;
let calls: readonly string[];

beforeAll(async () => {
  const run = await runStory();
  clean = run.observation;
  calls = run.injector.calls;
});

describe('the clean run', () => {
  it('has all effects of the sample program, so that the comparisons below are meaningful', () => {
    const messages = Object.entries(clean.messages).map(([key, body]) => {
      const { kind, template, code } = body as { kind: string; template?: string; code?: string };
      return `${key.split('/')[0]} ${template ?? code ?? kind}`;
    });
    expect(messages.sort()).toEqual([
      'email-transactional thanks',
      'email-transactional welcome',
      'email-transactional welcome',
      'email-transactional welcome',
      'rejected event_malformed',
      'rejected message_id_reused',
      'rejected no_identity',
      'rejected no_identity',
      'webhook CallWebhook',
    ]);
    const events = Object.values(clean.events).map(({ name }) => name);
    expect(events.sort()).toEqual([
      'Big Order',
      'Segment Entered',
      'Segment Entered',
      'Segment Left',
      'Segment Left',
      'Went Quiet',
      'Went Quiet',
    ]);
    const revenue = Object.values(clean.profiles).map(({ computed }) => computed['revenue']?.sum);
    expect(revenue.sort()).toEqual([12.5, 150.5, undefined]);
    expect(Object.values(clean.profiles).every(({ outbox }) => outbox.length === 0)).toBe(true);
    expect(clean.timeline).toHaveLength(17);
    expect(clean.statistics).toMatchObject({
      'rule:welcome': {
        'email.suppressed.no_consent': 3,
        'email.delivered': 3,
        'email.bounced': 3,
        'email.opened': 3,
        'email.opens': 6,
      },
      'rule:third-order': { 'email.bounced': 1 },
      'rule:gone-quiet': { 'email.suppressed.suppressed_address': 2 },
    });
  });

  it('makes the calls of every port, sweeps included', () => {
    expect([...new Set(calls)].sort()).toEqual([
      'events.put',
      'identities.claim',
      'identities.find',
      'identities.keep',
      'ledger.read',
      'ledger.recordOutcome',
      'profiles.clearOutbox',
      'profiles.listDue',
      'profiles.load',
      'profiles.save',
      'programStore.loadChunk',
      'programStore.readCurrent',
      'queues.send',
      'receipts.find',
      'statistics.put',
      'timeline.putEntries',
      'timeline.restoreEntry',
    ]);
  });
});

describe.each(faultKinds)('when a call %s', (kind) => {
  it('ends as the clean run did, for every call that it makes', async () => {
    expect(await findFlaw({ kinds: [kind] })).toBeUndefined();
  });
});

describe('when the repair after a crash fails as well', () => {
  it.each(['fails before', 'dies after'] as const)(
    'ends as the clean run did, whichever of the next calls %s',
    async (kind) => {
      const made = new Set<string>();
      for (const [index, name] of calls.entries()) {
        for (const later of [1, 3, 6]) {
          if (index + later >= calls.length) continue;
          const crash = { call: index + 1, kind: 'dies after' } as const;
          const run = await runStory([crash, { call: index + 1 + later, kind }]);
          const story = `call ${index + 1} (${name}) dies after, then call ${index + 1 + later} ${kind}`;
          expect(run.observation, story).toEqual(clean);
          for (const call of run.injector.calls) made.add(call);
        }
      }
      expect([...made]).toContain('timeline.amendEntry');
    },
  );
});
