/** A QR code on the deployed bundles: from the document to the scan, the rule that it triggers, and the person who signs in. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15';
/** The documents of the guide. */
const guide = readFileSync(new URL('../../../docs/codes.md', import.meta.url), 'utf8');
const documents = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml]) => yaml).join('---\n');

let session: Session;
let folder: string;

beforeAll(async () => {
  session = await openSession({ startAt: '2026-11-22T10:00:00Z' });
  folder = mkdtempSync(join(tmpdir(), 'percorso-codes-'));
  expect((await session.publish(documents)).exitCode).toBe(0);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await session.close();
});

const scan = (path: string, userAgent = phone) =>
  fetch(`${session.output('PublicUrl')}${path}`, {
    redirect: 'manual',
    headers: { 'user-agent': userAgent },
  });

it('leads to the target, triggers the rule with the place, and the scan stays with the person who signs in', async () => {
  const answer = await scan('/q/window-rome');
  expect(answer.status).toBe(302);
  const target = new URL(answer.headers.get('location') ?? '');
  expect(`${target.origin}${target.pathname}`).toBe('https://shop.example/spring');
  const anonymousId = target.searchParams.get('ajs_aid') ?? '';
  expect(await session.settle()).toEqual({});
  const scanned = await readProfile(session, `anonymousId:${anonymousId}`);
  expect(scanned.traits['last_place']).toMatchObject({ value: 'Rome, Via del Corso' });

  await session.put({ name: 'Signed In', detail: { userId: 'nina', anonymousId } });
  expect(await session.settle()).toEqual({});
  expect((await readProfile(session, 'userId:nina')).traits['last_place']).toMatchObject({
    value: 'Rome, Via del Corso',
  });
});

it('counts a machine apart, and shows a page for an unknown code', async () => {
  expect((await scan('/q/window-rome', 'WhatsApp/2.24.1 A')).status).toBe(302);
  const unknown = await scan('/q/none');
  expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining('<h1>')]);
  const { links } = await session.ask<{ readonly links: readonly object[] }>('links', 'list');
  expect(links).toMatchObject([{ id: 'window-rome', status: 'live', people: 1, machines: 1, outside: 0 }]);
});

it('leads to the target while the bus and the counts are down', async () => {
  for (const operation of ['events:PutEvents', 'dynamodb:UpdateItem']) {
    session.cloud.faults.add({ operation, kind: 'failBefore', function: 'ServePreferences', count: 5 });
  }
  const answer = await scan('/q/window-rome');
  session.cloud.faults.clear();
  expect([answer.status, answer.headers.get('location')]).toEqual([
    302,
    expect.stringContaining('https://shop.example/spring'),
  ]);
});

it('prints the address of a code, and draws it', async () => {
  const file = join(folder, 'code.svg');
  const { exitCode, text } = await session.percorso('links', 'code', 'window-rome', '--svg', file);
  expect([exitCode, text]).toEqual([
    0,
    expect.stringContaining(`${session.output('PublicUrl')}/q/window-rome`),
  ]);
  expect(readFileSync(file, 'utf8')).toMatch(/^<svg /);
  expect((await session.percorso('links', 'code', 'none')).exitCode).toBe(1);
  const missing = join(folder, 'missing', 'code.svg');
  const failed = await session.percorso('links', 'code', 'window-rome', '--svg', missing);
  expect(failed).toMatchObject({
    exitCode: 2,
    errors: expect.stringContaining(`${missing}: there is no such`),
  });
  // An author may see the links, and change none of their counts.
  expect((await session.percorsoAs('AuthorAccess', 'links', 'list')).exitCode).toBe(0);
});
