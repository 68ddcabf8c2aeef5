/** The circuit breaker of hosts shares a table with the statistics. */
import { expect, it } from 'vitest';
import { hostPartition } from '../../adapters/keys.ts';
import { listStatements } from './read-permissions.ts';
import { synthesizeStage } from './synthesize-stage.ts';

it('call-webhook can change the records of hosts that fail, and no statistics', () => {
  const changes = listStatements(synthesizeStage()).filter(
    ([id, { Action }]) => id.startsWith('CallWebhook') && [Action].flat().includes('dynamodb:DeleteItem'),
  );
  expect(changes.map(([, { Condition }]) => Condition)).toEqual([
    { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [hostPartition] } },
  ]);
});
