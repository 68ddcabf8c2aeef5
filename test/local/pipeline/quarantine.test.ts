/** Quarantine after a contract was loosened, and contracts proposed from what was seen: through the command to the message. */
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { EventDocument } from '../../../engine/model/documents/event-document.ts';
import { listReasons, listRejected, readPerson } from './observe.ts';
import { openSession, type Session } from './session.ts';

const shop = `
kind: policy
id: main
status: live
consent: { email: opt-out }
---
kind: template
id: thanks
status: live
channel: email
class: transactional
content: { subject: Thank you, html: '<p>Thank you</p>', text: Thank you }
---
kind: rule
id: thanks
status: live
trigger: { event: Order Completed }
actions: [{ send: thanks }]
---
`;
const order = (onBreach: string, status = 'live') => `
kind: event
id: order-completed
status: ${status}
event: Order Completed
onBreach: ${onBreach}
schema: { type: object, required: [revenue], properties: { revenue: { type: number } } }
`;

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

async function publish(yaml: string): Promise<string> {
  const { exitCode, text } = await session.publish(`${shop}${yaml}`);
  expect(exitCode, text).toBe(0);
  await session.advance(60_000);
  return text;
}

async function placeOrder(userId: string, properties: object, source = 'shop'): Promise<void> {
  await session.advance(2_000);
  const detail = { userId, traits: { email: `${userId}@example.com` }, properties };
  await session.put({ name: 'Order Completed', source, detail });
  expect(await session.settle()).toEqual({});
}

const countMessages = (userId: string) => session.emailsTo(`${userId}@example.com`).length;

it('the quarantine is listed with reasons and without values, and a mistyped name is an error', async () => {
  await publish(order('quarantine'));
  await placeOrder('anna', { revenue: 'ten euros' });
  await placeOrder('bruno', { revenue: 'five' }, 'pos');
  const { exitCode, text } = await session.percorso('events', 'quarantined', 'Order Completed');
  expect(exitCode).toBe(0);
  expect(text).toContain('event/order-completed: 1 event from pos');
  expect(text).toContain('properties.revenue: expected number (type)');
  expect(text).not.toMatch(/ten euros|anna@/);
  const ofPos = await session.ask<{ events: object[] }>(
    'events',
    'quarantined',
    'Order Completed',
    '--source',
    'pos',
  );
  expect(ofPos.events).toMatchObject([{ source: 'pos', code: 'contract_quarantined' }]);

  for (const words of [['quarantined'], ['replay'], ['discard']]) {
    const typo = await session.percorso('events', ...words, 'Order Compleetd');
    expect(typo.exitCode, typo.text).toBe(2);
    expect(typo.text).toContain('Did you mean "Order Completed"?');
  }
  const source = await session.percorso('events', 'replay', 'Order Completed', '--source', 'poss');
  expect([source.exitCode, source.text]).toEqual([2, expect.stringContaining('Did you mean "pos"?')]);
  const code = await session.percorso('rejected', 'list', '--code', 'contract_quarantine');
  expect(code.text).toContain('Did you mean "contract_quarantined"?');
});

it('a dry run says what a contract of a file would free, and sends nothing', async () => {
  const file = join(tmpdir(), `percorso-contract-${process.pid}.yaml`);
  await writeFile(file, order('warn', 'draft'));
  const inForce = await session.percorso('events', 'replay', 'Order Completed', '--dry-run');
  expect([inForce.exitCode, inForce.text]).toEqual([1, expect.stringContaining('2 would stay')]);
  const tried = await session.percorso('events', 'replay', '--all', '--dry-run', '--against', file);
  expect([tried.exitCode, tried.text]).toEqual([0, expect.stringContaining('2 events would be sent again')]);
  expect(await session.ask('events', 'quarantined')).toMatchObject([{ count: 2 }]);
});

it('a contract loosened to a warning frees its quarantine, and each event counts once', async () => {
  const published = await publish(order('warn'));
  expect(published).toContain('2 events wait in quarantine');
  expect(published).toContain('percorso events replay "Order Completed"');
  const byCode = ['rejected', 'replay', '--code', 'contract_quarantined'];
  const pos = await session.percorso(...byCode, '--source', 'pos');
  expect([pos.exitCode, pos.text]).toEqual([0, expect.stringContaining('Sent 1 touchpoint again')]);
  const others = await session.percorso('events', 'replay', 'Order Completed');
  expect([others.exitCode, others.text]).toEqual([0, expect.stringContaining('Sent 1 event again; 0 stay')]);
  expect(await session.settle()).toEqual({});
  expect([countMessages('anna'), countMessages('bruno')]).toEqual([1, 1]);
  expect(listReasons(await readPerson(session, 'userId:anna'))).toContain(
    'event:order-completed: contract_breached',
  );
  expect(await session.ask('events', 'quarantined')).toEqual([]);
});

it('rejected events that break their contract again stay, are reported, and count after it is archived', async () => {
  await publish(order('reject'));
  await placeOrder('carla', { revenue: 'x' });
  expect(await listRejected(session)).toHaveLength(1);
  const again = await session.percorso('rejected', 'replay', '--code', 'contract_rejected');
  expect([again.exitCode, again.text]).toEqual([
    1,
    expect.stringContaining('breaks the contract event/order-completed'),
  ]);
  expect(await publish(order('reject', 'archived'))).toContain('1 event was rejected by a contract');
  const free = await session.percorso('rejected', 'replay', '--code', 'contract_rejected');
  expect(free.exitCode, free.text).toBe(0);
  expect(await session.settle()).toEqual({});
  expect([countMessages('carla'), await listRejected(session)]).toEqual([1, []]);
});

it('proposed contracts of several sources validate, have new ids, and accept what was seen', async () => {
  await placeOrder('dora', { revenue: 5, products: [{ sku: 'A', note: 'x' }, { sku: 'B' }] }, 'kiosk');
  await session.advance(6 * 60_000);
  await placeOrder('dora', { revenue: 6, products: [{ sku: 'A' }] }, 'kiosk');
  const proposed = await session.percorso('events', 'Order Completed', '--propose');
  expect(proposed.exitCode, proposed.text).toBe(0);
  const documents = parseAllDocuments(proposed.text).map((one) => one.toJS() as EventDocument);
  expect(documents.map(({ id }) => id).sort()).toEqual(
    ['kiosk', 'pos', 'shop'].map((source) => `order-completed-${source}`),
  );
  const file = join(tmpdir(), `percorso-proposed-${process.pid}.yaml`);
  await writeFile(file, proposed.text);
  const valid = await session.percorso('validate', file);
  expect(valid.exitCode, valid.text).toBe(0);

  const live = proposed.text
    .replaceAll('status: draft', 'status: live')
    .replaceAll('onBreach: warn', 'onBreach: reject');
  await publish(`${order('warn')}---\n${live}`);
  await placeOrder('elsa', { revenue: 7, products: [{ sku: 'A' }, { sku: 'B', note: 'y' }] }, 'kiosk');
  await placeOrder('fabio', { revenue: 7 }, 'kiosk');
  expect([countMessages('elsa'), countMessages('fabio')]).toEqual([1, 0]);
  const again = await session.percorso('events', 'Order Completed', '--propose');
  expect(again.text).toContain('event/order-completed-kiosk is live for this event and source');
  expect(again.text).toContain('id: order-completed-kiosk-2');
});

it('a dry run of a publication says how many counted events break the contract, before it takes effect', async () => {
  const file = join(tmpdir(), `percorso-forecast-${process.pid}.yaml`);
  const strict = order('reject').replace('[revenue]', '[revenue, currency]');
  const ofKiosk = strict.replace('id: order-completed', 'id: order-completed-kiosk\nsource: kiosk');
  await writeFile(file, ofKiosk);
  expect((await session.percorso('push', file)).exitCode).toBe(0);
  const { exitCode, text } = await session.percorso('publish', '--dry-run');
  expect([exitCode, text]).toEqual([
    0,
    expect.stringMatching(
      /event\/order-completed-kiosk \(reject\): (?:all|at least [234]) of [234] events "Order Completed" from kiosk .* would break it\.\n {2}properties\.currency: missing \(required\)/,
    ),
  ]);
  const published = await session.percorso('publish');
  expect(published.text).toMatch(/from kiosk of the last 7 days break it\./);
});
