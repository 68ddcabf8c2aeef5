/** `percorso enter`: it puts an event on the bus only if the event can start an instance. */
import { describe, expect, it } from 'vitest';
import type { SentTouchpoint } from '../../../../app/ports/touchpoint-sender.ts';
import { loadPublished } from '../../../../app/publish/load-published.ts';
import { type EnterOptions, enterJourney } from '../../../../cli/commands/events/enter.ts';
import { openStage } from '../../../harness/recorded-life.ts';

const journey = (id: string, trigger: string, status = 'live') =>
  `kind: journey\nid: ${id}\nstatus: ${status}\ntrigger: ${trigger}\nstart: done\nsteps: { done: { type: end } }\n`;

async function enter(id: string, options: Partial<EnterOptions>) {
  const stage = await openStage();
  await stage.publish(
    [
      journey('onboarding', '{ api: true }'),
      journey('resting', '{ api: true }', 'paused'),
      journey('welcome', '{ event: Signed Up }'),
    ].join('---\n'),
  );
  const sent: SentTouchpoint[] = [];
  const sender = {
    send: async (touchpoints: readonly SentTouchpoint[]) => {
      sent.push(...touchpoints);
      return [];
    },
    close: () => undefined,
  };
  const program = await loadPublished(stage.programs);
  const all = { property: [], source: 'cli', ...options };
  return {
    sent,
    result: await enterJourney(id, all, { program, sender, now: Date.parse('2026-11-22T12:00:00Z') }),
  };
}

describe('percorso enter', () => {
  it('puts the touchpoint that lets a person in, with what the journey reads of it', async () => {
    const { sent, result } = await enter('onboarding', {
      user: '42',
      property: ['plan=gold'],
      messageId: 'm1',
    });
    expect(sent).toEqual([
      {
        source: 'cli',
        name: 'Enter Journey',
        detail: { userId: '42', messageId: 'm1', properties: { plan: 'gold', journey: 'onboarding' } },
      },
    ]);
    expect(result.exitCode).toBe(0);
    expect(result.lines[0]).toContain('percorso why userId:42 journey:onboarding');
  });

  it.each([
    ['nowhere', { user: '42' }, 'No journey "nowhere" is published.'],
    ['welcome', { user: '42' }, 'Journey "welcome" has another trigger: {"event":"Signed Up"}.'],
    ['resting', { user: '42' }, 'Journey "resting" is paused: no person can enter.'],
    ['onboarding', {}, 'No person given.'],
    ['onboarding', { user: 'null' }, 'userId "null" is a placeholder'],
  ])('puts nothing for %s %j, which cannot start an instance', async (id, options, problem) => {
    await expect(enter(id, options)).rejects.toThrow(problem);
  });
});
