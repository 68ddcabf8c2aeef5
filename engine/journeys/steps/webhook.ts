/** Step `webhook`: an HTTP call to another system; nobody waits for its answer. */
import { compileWebhook } from '../../actions/webhook.ts';
import type { StepCompiler } from './step-context.ts';

export const compileWebhookStep: StepCompiler<'webhook'> = (step) => {
  const call = compileWebhook(step, 'webhook');
  return {
    onEnter({ turn, initiator }) {
      call(turn, initiator);
      return { kind: 'next', step: step.next };
    },
  };
};
