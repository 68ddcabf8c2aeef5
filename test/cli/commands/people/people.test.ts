/** `percorso people`, over profiles as production writes them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { showPeople } from '../../../../cli/commands/people/people.ts';
import { openStage } from '../../../harness/recorded-life.ts';

const cart = (hours: number) => `
kind: journey
id: cart
name: Carts left behind
status: live
trigger: { event: Cart Updated }
key: event.properties.cart
start: pause
steps:
  pause: { type: wait, for: PT${hours}H, next: listen }
  listen: { type: waitFor, branches: [{ event: Cart Updated, next: done }], timeout: { after: P9D, next: done } }
  done: { type: end }
`;

const now = Date.parse('2026-11-22T12:00:00Z');
let stage: Awaited<ReturnType<typeof openStage>>;
beforeEach(async () => {
  stage = await openStage();
  await stage.publish(cart(2));
});
const update = (at: string, cart: number) => ({ at, event: 'Cart Updated', properties: { cart } });

describe('percorso people', () => {
  it('counts instances by version and step, with the oldest, the median and the newest', async () => {
    await stage.live(
      'anna',
      [update('2026-11-22T08:00:00Z', 1), update('2026-11-22T11:00:00Z', 2)],
      '2026-11-22T12:00:00Z',
    );
    await stage.live('bruno', [update('2026-11-22T11:30:00Z', 1)], '2026-11-22T12:00:00Z');
    await stage.publish(cart(4));
    await stage.live('carla', [update('2026-11-22T11:40:00Z', 1)], '2026-11-22T12:00:00Z');
    await stage.live(
      'dario',
      [{ at: '2026-11-22T11:40:00Z', event: 'Shop Visited' }],
      '2026-11-22T12:00:00Z',
    );
    const { exitCode, json, lines } = await showPeople('cart', stage, { now });
    expect(exitCode).toBe(0);
    expect(json).toEqual({
      journey: 'cart',
      version: 2,
      status: 'live',
      people: 3,
      instances: 4,
      profilesRead: 4,
      unreadable: [],
      steps: [
        { version: 2, step: 'pause', people: 1, ...same('2026-11-22T11:40:00.000Z') },
        {
          version: 1,
          step: 'pause',
          people: 2,
          oldest: '2026-11-22T11:00:00.000Z',
          median: '2026-11-22T11:00:00.000Z',
          newest: '2026-11-22T11:30:00.000Z',
        },
        { version: 1, step: 'listen', people: 1, ...same('2026-11-22T10:00:00.000Z') },
      ],
    });
    expect(lines.join('\n')).toContain('3 people inside, 4 instances; 4 profiles read.');
    expect(lines[0]).toBe('Journey cart (Carts left behind): live, version 2.');
  });

  it('distinguishes people whom a step map will move from people who stay on an earlier version', async () => {
    await stage.live('anna', [update('2026-11-22T11:00:00Z', 1)], '2026-11-22T11:30:00Z');
    await stage.publish(cart(4));
    expect((await showPeople('cart', stage, { now })).lines.join('\n')).toContain('version 1 (earlier)');
    await stage.publish(`${cart(4)}stepMap: { pause: listen }\n`);
    const { lines } = await showPeople('cart', stage, { now });
    expect(lines.join('\n')).toContain('version 1 (being moved)');
    expect(lines.some((line) => line.startsWith('People on an old version migrate within minutes'))).toBe(
      true,
    );
  });

  it('reports that no one is inside, and lists the journeys for an unknown name', async () => {
    expect((await showPeople('journey:cart', stage, { now })).lines).toContain('No one is inside.');
    expect(await showPeople('carts', stage, { now })).toMatchObject({
      exitCode: 1,
      lines: ['No journey "carts" is published. There are: cart.'],
    });
  });
});

function same(at: string) {
  return { oldest: at, median: at, newest: at };
}
