/** What `percorso why` prints about messages. */
import { expect, it } from 'vitest';
import { describeMessages } from '../../../cli/output/why/describe-message.ts';

const story = { id: 'm-1', template: 'offer', origin: 'campaign:spring', evidence: [] } as const;

it('names the limits of the day where the sender has no record of a message, and nowhere else', () => {
  const waiting = describeMessages([{ ...story, state: 'accepted' }]).join('\n');
  expect(waiting).toContain('not claimed by the sender yet');
  expect(waiting).toContain('for a limit of the day has no record yet: `percorso status` shows these limits');
  const refused = describeMessages([{ ...story, state: 'refused', reason: 'unsubscribed' }]).join('\n');
  expect(refused).not.toContain('limit of the day');
});
