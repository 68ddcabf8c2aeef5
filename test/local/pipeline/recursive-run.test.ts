/** A throttled campaign sends its scan segments on to their own queue each minute: Lambda must not stop it as a loop. */
import { expect, it } from 'vitest';
import { everybodySegment, makeOptOutPolicy } from '../../harness/sample-documents.ts';
import { changeTemplate } from './change-template.ts';
import { openSession } from './session.ts';

const minute = 60_000;
const people = 20;

const config = (at: number): string => `
${makeOptOutPolicy()}
---
${everybodySegment}
---
kind: template
id: slow
status: live
channel: email
class: promotional
content: { subject: "Slowly", html: "<p>One a minute.</p>" }
---
kind: campaign
id: slow
status: live
audience: { segment: everybody }
send: slow
throttle: { perMinute: 1 }
schedule: { at: "${new Date(at).toISOString()}" }
`;

interface Outcome {
  readonly sent: number;
  /** Invocations that Lambda did not let happen. */
  readonly dropped: number;
}

/**
 * Runs the campaign for a few minutes more than it needs, which is more rounds than Lambda allows a chain of requests.
 * A shard that was stopped is started again after ten minutes, so that later everybody is reached all the same.
 */
async function runCampaign(recursiveLoop: 'Allow' | 'Terminate'): Promise<Outcome> {
  const { cdkOut, remove } = await changeTemplate((resources) => {
    for (const { Type, Properties } of Object.values(resources)) {
      if (Type !== 'AWS::Lambda::Function') continue;
      const { Variables } = Properties['Environment'] as { Variables: Record<string, string> };
      // One shard: it goes on for as many minutes as there are people.
      if ('SCAN_SEGMENTS' in Variables) Variables['SCAN_SEGMENTS'] = '1';
      if (recursiveLoop === 'Terminate') Properties['RecursiveLoop'] = 'Terminate';
    }
  });
  const session = await openSession({ cdkOut, repeats: 0 });
  try {
    for (let start = 0; start < people; start += 10) {
      await session.put(
        ...Array.from({ length: 10 }, (_, index) => ({
          name: 'Signed Up',
          detail: { userId: `u${start + index}`, traits: { email: `u${start + index}@example.com` } },
        })),
      );
    }
    await session.settle();
    const { text, exitCode } = await session.publish(config(session.cloud.clock.now() + 2 * minute));
    expect(exitCode, text).toBe(0);
    await session.advance((people + 5) * minute);
    const dropped = session.cloud.lambda
      .status()
      .reduce((sum, status) => sum + status.recursiveInvocationsDropped, 0);
    return { sent: session.cloud.messages().length, dropped };
  } finally {
    await session.close();
    await remove();
  }
}

it('reaches everybody, a person a minute, as the stack is deployed', async () => {
  expect(await runCampaign('Allow')).toEqual({ sent: people, dropped: 0 });
});

it('would be stopped on the way by Lambda if the stack did not allow it', async () => {
  const { sent, dropped } = await runCampaign('Terminate');
  expect(sent).toBeLessThan(people);
  expect(dropped).toBeGreaterThan(0);
});
