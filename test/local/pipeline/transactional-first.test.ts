/** A campaign that waits for SES delays no transactional message. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCampaign } from '../../harness/spring-campaign.ts';
import { type ChangedAssembly, changeTemplate } from './change-template.ts';
import { openSession, type Session } from './session.ts';

const minute = 60_000;
const people = 20;

let session: Session;
let changed: ChangedAssembly;
beforeAll(async () => {
  // Promotional email waits, as it does for hours when SES is the limit.
  changed = await changeTemplate((resources) => {
    const feeds = Object.values(resources).filter(
      ({ Type, Properties }) =>
        Type === 'AWS::Lambda::EventSourceMapping' &&
        JSON.stringify(Properties['EventSourceArn']).includes('"EmailQueue"'),
    );
    expect(feeds).toHaveLength(1);
    for (const { Properties } of feeds) Properties['Enabled'] = false;
  });
  session = await openSession({ cdkOut: changed.cdkOut });
});
afterAll(async () => {
  await session.close();
  await changed.remove();
});

const reset = `
---
kind: template
id: reset
status: live
channel: email
class: transactional
content: { subject: "Reset your password", html: "<p>Reset it.</p>" }
---
kind: rule
id: reset
status: live
trigger: { event: Password Forgotten }
actions: [{ send: reset }]
`;

/** Ids of the promotional emails that wait. The queue may hold one more than once: what is published may be repeated. */
function listWaiting(): ReadonlySet<string> {
  const queue = session.cloud.sqs.queues().find(({ settings }) => settings.name.endsWith('EmailQueue'));
  const bodies = (queue?.peek() ?? []).map(({ body }) => JSON.parse(body) as { readonly id: string });
  return new Set(bodies.map(({ id }) => id));
}

it('a transactional message passes the backlog of a campaign, and waits for seconds when SES throttles it', async () => {
  for (let start = 0; start < people; start += 10) {
    await session.put(
      ...Array.from({ length: 10 }, (_, index) => ({
        name: 'Signed Up',
        detail: {
          userId: `u${start + index}`,
          traits: { email: `u${start + index}@example.com`, country: 'IT' },
        },
      })),
    );
  }
  await session.settle();
  const at = new Date(session.cloud.clock.now() + 2 * minute).toISOString();
  const { text, exitCode } = await session.publish(`${makeCampaign(`{ at: "${at}" }`)}${reset}`);
  expect(exitCode, text).toBe(0);
  await session.advance(5 * minute);
  expect(listWaiting().size).toBe(people);
  expect(session.cloud.messages()).toEqual([]);

  session.cloud.faults.add({ operation: 'ses:SendEmail', kind: 'throttle', count: 1 });
  await session.put({ name: 'Password Forgotten', detail: { userId: 'u3' } });
  await session.advance(minute);
  expect(session.emailsTo('u3@example.com')).toMatchObject([{ subject: 'Reset your password' }]);
  expect(listWaiting().size).toBe(people);
});
