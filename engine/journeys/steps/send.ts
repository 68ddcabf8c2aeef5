/** Step `send`: one message; held, the person stands here until it is settled. */
import { compileIntent } from '../../messages/compile-intent.ts';
import { requestMessage } from '../../messages/request-message.ts';
import type { StepCompiler } from './step-context.ts';

export const compileSendStep: StepCompiler<'send'> = (step, { path, document }) => {
  const { next } = step;
  const makeIntent = compileIntent(step, path, document);
  return {
    onEnter({ turn, actor }) {
      const result = requestMessage(turn, actor, makeIntent(turn, actor, actor.makeId('send')));
      return result === 'held' ? { kind: 'stand' } : { kind: 'go', next };
    },
    onTimeout: () => ({ kind: 'go', next }),
  };
};
