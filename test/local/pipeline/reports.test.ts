/** Reports of SES through the deployed stack: recorded and counted always, a touchpoint where a document names them. */
import { afterEach, expect, it } from 'vitest';
import { mailings } from './config.ts';
import { listMessages, readPerson, readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session | undefined;
afterEach(() => session?.close());

const onClick = `
---
kind: rule
id: thank
status: live
trigger: { event: Message Clicked }
actions: [{ update: { traits: { interested: true } } }]
`;

it('reach the profile only where a rule listens, and always if they suppress an address', async () => {
  session = await openSession();
  await session.publish(mailings + onClick);
  const reach = (name: string, userId: string, email: string) =>
    session?.put({ name, detail: { userId, traits: { email } } });
  await reach('Offer Made', 'pia', 'pia@example.com');
  await reach('Offer Made', 'toni', 'bounce@simulator.amazonses.com');
  await session.settle();
  // An open in the second of the sending would be a machine's.
  await session.advance(60_000);
  const [{ id: messageId = '' } = {}] = session.emailsTo('pia@example.com');
  const engage = async (type: string, link?: string) => {
    const body = JSON.stringify({ messageId, type, link });
    expect(
      (
        await fetch(`${session?.cloud.endpoint}/_local/engage`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).status,
    ).toBe(200);
  };
  for (const type of ['open', 'click', 'click']) await engage(type);
  expect(await session.settle()).toEqual({});

  const pia = await readPerson(session, 'userId:pia');
  expect(listMessages(pia)).toMatchObject([
    { state: 'sent', outcomes: { delivered: expect.any(Number), opened: expect.any(Number) } },
  ]);
  const names = pia.items.flatMap((item) => (item.kind === 'entry' ? [item.entry.name] : []));
  expect(names.filter((name) => name.startsWith('Message'))).toContain('Message Clicked');
  expect(names).not.toContain('Message Delivered');
  expect(names).not.toContain('Message Opened');
  expect((await readProfile(session, 'userId:pia')).traits['interested']?.value).toBe(true);
  expect((await readProfile(session, 'userId:toni')).suppressions).toMatchObject({
    email: { reason: 'bounced' },
  });
  const { totals } = await session.ask<{ totals: Record<string, number> }>('statistics', 'rule:offer');
  expect(totals).toMatchObject({
    'email.sent': 2,
    'email.delivered': 1,
    'email.opened': 1,
    'email.bounced': 1,
  });
});
