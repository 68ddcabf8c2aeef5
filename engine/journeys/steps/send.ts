/** Step `send`: one message; if it is held, the person waits here until it is settled. */

import { compileMessage } from '../../messages/request-message.ts';
import { listPaths } from '../../values/list-paths.ts';
import { none, type StepDescriptor } from './step-descriptor.ts';

export const sendStep: StepDescriptor<'send'> = {
  waits: 'forMessage',
  compile(step, { path, document }) {
    const { next } = step;
    const requestMessage = compileMessage(step, path, document);
    return {
      onEnter({ turn, initiator }) {
        const result = requestMessage(turn, initiator, initiator.makeId('send'));
        return result === 'held' ? { kind: 'wait' } : { kind: 'next', step: next };
      },
      onTimeout: () => ({ kind: 'next', step: next }),
    };
  },
  reads({ template, score }, templates) {
    const variables = templates.get(template)?.variables ?? [];
    const ofTemplate = variables.map((path) => ({
      path: path.join('.'),
      at: ['template'],
      hasDefault: false,
    }));
    return [...ofTemplate, ...listPaths({ score }, [])];
  },
  conditions: none,
};
