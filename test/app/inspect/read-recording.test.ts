/** A recording names the templates of what was sent, also where an address was skipped. */
import { expect, it } from 'vitest';
import { readRecording } from '../../../app/inspect/read-recording.ts';
import { makeEventText } from '../../harness/events.ts';
import { openLife } from '../../harness/one-life.ts';

const now = Date.parse('2026-06-01T12:00:05Z');
const documents = `
kind: policy
id: main
status: live
addresses: { email: first_usable }
---
kind: template
id: hello
status: live
channel: email
class: transactional
content: { subject: Hello, html: "<p>Hello</p>" }
---
kind: rule
id: greet
status: live
trigger: { event: First }
actions: [ { send: hello } ]
`;

it('a recording names the template of a message whose first address was skipped', async () => {
  const life = await openLife(documents, now);
  const traits = { email: 'nowhere', emails: ['anna@example.com'] };
  await life.deliver([
    makeEventText({ id: 'a', name: 'First', userId: 'anna', at: now, detail: { traits } }),
  ]);
  expect(life.listMessages().map(({ to }) => to)).toEqual(['anna@example.com']);
  const { id } = await life.load();
  const recording = await readRecording(life.stack.ports.timeline, id);
  expect(recording?.sent.map(({ template }) => template)).toEqual(['hello']);
});
