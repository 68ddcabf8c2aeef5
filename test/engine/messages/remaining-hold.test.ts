/** What a message takes along for a sender that gets to it late: its own `ifQuiet`, and what is left of `maxHold`. */
import { expect, it } from 'vitest';
import type { MessageOptions } from '../../../engine/model/documents/document-base.ts';
import type { ConfigDocument } from '../../../engine/model/documents/documents.ts';
import type { MessageClass } from '../../../engine/model/effects.ts';
import { playScenario } from '../../scenarios/run-scenario.ts';

const status = 'live';
const hour = 3_600_000;

async function send(at: string, options: MessageOptions, messageClass: MessageClass = 'promotional') {
  const documents: readonly ConfigDocument[] = [
    {
      kind: 'template',
      id: 'offer',
      status,
      channel: 'email',
      class: messageClass,
      content: { subject: 'x', html: 'x' },
    },
    {
      kind: 'policy',
      id: 'contact',
      status,
      consent: { email: 'opt-out' },
      quietHours: { windows: [{ from: '21:00', to: '08:00' }] },
      maxHold: 'P1D',
    },
    { kind: 'rule', id: 'r', status, trigger: { event: 'E' }, actions: [{ send: 'offer', ...options }] },
  ];
  const traits = { email: 'a@example.com' };
  const { effects } = await playScenario(documents, [
    { at, event: 'E', traits },
    { at: '2026-03-03T09:00:00Z' },
  ]);
  const [message] = effects.filter(({ kind }) => kind === 'SendMessage');
  const { ifQuiet, maxHold } = (message ?? {}) as { ifQuiet?: unknown; maxHold?: unknown };
  return { isSent: message !== undefined, ifQuiet, maxHold };
}

const byDay = '2026-03-02T12:00:00Z';
const atNight = '2026-03-02T22:00:00Z';

it.each<[string, string, MessageOptions, { ifQuiet?: string; maxHold?: number }]>([
  ['nothing where the policy says all', byDay, {}, {}],
  ['its own `ifQuiet`', byDay, { ifQuiet: 'drop' }, { ifQuiet: 'drop' }],
  ['its own `maxHold`', byDay, { maxHold: 'PT2H' }, { maxHold: 2 * hour }],
  ['what ten hours of hold have left of a day', atNight, {}, { maxHold: 14 * hour }],
  ['what they have left of its own', atNight, { maxHold: 'PT12H' }, { maxHold: 2 * hour }],
])('a promotional message takes %s along', async (_case, at, options, expected) => {
  expect(await send(at, options)).toEqual({ isSent: true, ...expected });
});

it('a transactional message carries neither', async () => {
  expect(await send(byDay, { ifQuiet: 'drop', maxHold: 'PT2H' }, 'transactional')).toEqual({ isSent: true });
});
