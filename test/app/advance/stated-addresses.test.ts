/** Spaces and invisible characters around an address do not reach the trait, so patterns see the address alone. */
import { expect, it } from 'vitest';
import { makeEventText } from '../../harness/events.ts';
import { openLife } from '../../harness/one-life.ts';

const start = Date.parse('2026-06-01T12:00:00Z');
const documents = `
kind: segment
id: colleagues
status: live
condition: { profile: { traits: { email: [{ suffix: "@example.com" }] } } }
---
kind: segment
id: italians
status: live
condition: { profile: { traits: { phone: [{ prefix: "+39" }] } } }
---
kind: segment
id: android
status: live
condition: { profile: { traits: { pushToken: [{ prefix: "gcm:" }] } } }
---
kind: template
id: hello
status: live
channel: email
class: transactional
content: { subject: Hello, html: "<p>{{ profile.traits.email }}</p>" }
---
kind: rule
id: greet
status: live
trigger: { segment: colleagues, on: entered }
actions: [ { send: hello } ]
`;

const stated = {
  email: ' Anna.Rossi@example.com\u200b ',
  phone: '\t+39 06 12345678 ',
  pushToken: ' gcm:token\n',
  first_name: ' Anna ',
  backup: ' anna@example.com ',
};

it('keeps the address as it was stated, without surrounding spaces', async () => {
  const life = await openLife(documents, start);
  await life.deliver([
    makeEventText({ id: 'a', name: 'Signed Up', userId: 'anna', at: start, detail: { traits: stated } }),
  ]);
  const { traits, segments } = await life.load();
  expect(Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]))).toEqual({
    email: 'Anna.Rossi@example.com',
    phone: '+39 06 12345678',
    pushToken: 'gcm:token',
    // Not addresses of the person: as they were stated.
    first_name: ' Anna ',
    backup: ' anna@example.com ',
  });
  expect(Object.keys(segments).sort()).toEqual(['android', 'colleagues', 'italians']);
  expect(life.listMessages()).toMatchObject([
    {
      to: 'anna.rossi@example.com',
      variables: { profile: { traits: { email: 'Anna.Rossi@example.com' } } },
    },
  ]);
});

it('treats an address of only spaces as absent', async () => {
  const life = await openLife(documents, start);
  const traits = { email: '  ' };
  await life.deliver([
    makeEventText({ id: 'a', name: 'Signed Up', userId: 'anna', at: start, detail: { traits } }),
  ]);
  const { traits: kept, segments } = await life.load();
  expect(kept['email']?.value).toBe('');
  expect(segments).toEqual({});
});
