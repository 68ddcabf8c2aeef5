/** A config table emptied by mistake: the program in force stays, and the refusal is reported. */
import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLogs } from '../../../local/control/read-logs.ts';
import { orders } from './config.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
  await session.publish(orders);
});
afterAll(() => session.close());

const minute = 60_000;

async function order(userId: string): Promise<number> {
  const email = `${userId}@example.com`;
  await session.put({ name: 'Order Completed', detail: { userId, traits: { email } } });
  expect(await session.settle()).toEqual({});
  return session.emailsTo(email).length;
}

/** Removes the items as in the console, past the command; `isMeant` selects them. */
async function remove(isMeant: (partition: string) => boolean): Promise<number> {
  const TableName = session.output('ConfigTable');
  const { Items = [] } = await session.dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
  const keys = Items.flatMap(({ pk, sk }) => (pk && sk && isMeant(pk.S ?? '') ? [{ pk, sk }] : []));
  for (const Key of keys) await session.dynamodb.send(new DeleteItemCommand({ TableName, Key }));
  return keys.length;
}

it('keeps the program when all documents are removed, and reports it to the command and in the log', async () => {
  expect(await remove((partition) => partition.startsWith('DOCUMENT#'))).toBe(5);
  await session.advance(5 * minute);
  expect(await order('after')).toBe(1);

  const status = await session.percorso('status');
  expect(status.exitCode).toBe(1);
  expect(status.text).toContain('5 of 5 live documents would be removed');
  expect(status.text).toContain('percorso publish --allow-shrink');
  const publish = await session.percorso('publish');
  expect(publish.exitCode).toBe(1);
  expect(publish.text).toContain('would be removed');
  const log = readLogs(session.cloud, 'PublishConfig').map(({ line }) => line);
  expect(log.some((line) => line.includes('Publishing refused') && line.includes('program_shrink'))).toBe(
    true,
  );
  expect(log.some((line) => line.includes('ConfigRefused'))).toBe(true);
});

it('keeps on when the whole table is emptied, published program and all, while functions are warm', async () => {
  expect(await remove(() => true)).toBeGreaterThan(2);
  await session.advance(2 * minute);
  expect(await order('warm')).toBe(1);
});

it('is as before once the documents are pushed again', async () => {
  const { exitCode, text } = await session.publish(orders);
  expect(text).toContain('Pushed 5 documents');
  expect(exitCode).toBe(0);
  await session.advance(minute);
  expect(await order('again')).toBe(1);
  expect((await session.percorso('status')).exitCode).toBe(0);
});

it('takes everything away when that is meant', async () => {
  await remove((partition) => partition.startsWith('DOCUMENT#'));
  const { exitCode } = await session.percorso('publish', '--allow-shrink');
  expect(exitCode).toBe(0);
  await session.advance(minute);
  expect(await order('quiet')).toBe(0);
});
