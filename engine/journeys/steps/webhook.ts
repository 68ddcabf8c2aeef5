/** Step `webhook`: an HTTP call to another system; the person does not wait for its answer. */

import { compileWebhook } from '../../actions/webhook.ts';
import { listPaths } from '../../values/list-paths.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const webhookStep: StepDescriptor<'webhook'> = {
  waits: 'never',
  compile(step) {
    const call = compileWebhook(step, 'webhook');
    return {
      onEnter({ turn, initiator }) {
        call(turn, initiator);
        return { kind: 'next', step: step.next };
      },
    };
  },
  reads: ({ body }) => listPaths(body, ['body']),
  conditions: none,
};
