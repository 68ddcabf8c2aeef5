/** Step `send`: one message; held, the person waits here until it is settled. */
import { compileMessage } from '../../messages/request-message.ts';
import type { StepCompiler } from './step-context.ts';

export const compileSendStep: StepCompiler<'send'> = (step, { path, document }) => {
  const { next } = step;
  const requestMessage = compileMessage(step, path, document);
  return {
    onEnter({ turn, initiator }) {
      const result = requestMessage(turn, initiator, initiator.makeId('send'));
      return result === 'held' ? { kind: 'wait' } : { kind: 'next', step: next };
    },
    onTimeout: () => ({ kind: 'next', step: next }),
  };
};
