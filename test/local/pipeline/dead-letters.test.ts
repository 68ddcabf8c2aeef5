/** An operator finds what exhausted its retries, looks at it and moves it back, with the command alone. */
import { afterEach, expect, it } from 'vitest';
import { type ChangedAssembly, changeTemplate } from './change-template.ts';
import { listRejected } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session | undefined;
let changed: ChangedAssembly | undefined;
afterEach(async () => {
  await session?.close();
  await changed?.remove();
});

it('lists dead letters, shows them without personal data, and moves them back', async () => {
  changed = await changeTemplate((resources) => {
    for (const [id, { Type, Properties }] of Object.entries(resources)) {
      if (Type !== 'AWS::IAM::Policy' || !id.startsWith('KeepRejectedRole')) continue;
      const document = Properties['PolicyDocument'] as { Statement: readonly { Action: unknown }[] };
      document.Statement = document.Statement.filter(
        ({ Action }) => !JSON.stringify(Action).includes('s3:PutObject'),
      );
    }
  });
  session = await openSession({ cdkOut: changed.cdkOut, repeats: 0 });
  const detail = { traits: { first_name: 'Ida' } };
  await session.put({ name: 'Order Completed', detail }, { name: 'Order Completed', detail });
  expect(Object.values(await session.settle())).toEqual([2]);

  const queues = await session.ask<readonly { name: string; waiting: number }[]>('dead-letters', 'list');
  expect(queues.filter(({ waiting }) => waiting > 0)).toMatchObject([{ name: 'rejected', waiting: 2 }]);
  expect(queues.map(({ name }) => name)).toEqual(expect.arrayContaining(['profile', 'email', 'undelivered']));
  const shown = await session.percorso('dead-letters', 'show', 'rejected');
  expect(shown.text).toContain('  RejectedTouchpoint, id ');
  expect(shown.text).toContain('2 messages of about 2.');
  expect(shown.text).not.toContain('Ida');
  // Looking takes nothing away and hides nothing for long.
  expect((await session.percorso('dead-letters', 'show', 'rejected', '--bodies')).text).toContain('Ida');
  expect(await session.percorso('dead-letters', 'show', 'nope')).toMatchObject({ exitCode: 2 });
  expect(await session.percorso('dead-letters', 'redrive', 'undelivered')).toMatchObject({ exitCode: 2 });

  const findRole = (name: string) =>
    [...(session?.cloud.stack.scope.handles.keys() ?? [])].find((id) =>
      new RegExp(`^${name}Role[0-9A-F]{8}$`).test(id),
    ) ?? '';
  session.cloud.access.attachPolicy(findRole('KeepRejected'), {
    Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }],
  });
  const redriven = await session.percorso('dead-letters', 'redrive', 'rejected');
  expect(redriven).toEqual({
    exitCode: 0,
    text: 'SQS moves about 2 messages of rejected back to its queue.',
    errors: '',
  });
  expect(await session.settle()).toEqual({});
  expect((await listRejected(session)).map(({ code }) => code)).toEqual(['no_identity', 'no_identity']);

  // A scheduled run that fails leaves the record of it, not what a queue held.
  session.cloud.access.attachPolicy(findRole('SweepTimers'), {
    Statement: [{ Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' }],
  });
  await session.advance(5 * 60_000);
  const failed = await session.percorso('dead-letters', 'show', 'undelivered', '--limit', '1');
  expect(failed.text).toMatch(
    /failed run, function percorso-local-sweep-timers, condition RetriesExhausted, approximateInvokeCount \d, errorType \w+/,
  );
});
