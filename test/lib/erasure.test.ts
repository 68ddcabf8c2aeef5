/** What may erase people: a function and the managed policy of people who do it. */
import { describe, expect, it } from 'vitest';
import { readFunctionPermissions } from './read-permissions.ts';
import { listResources, synthesizeStage } from './synthesize-stage.ts';

const template = synthesizeStage();
const letters = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'];

describe('erase-people', () => {
  const allowed = readFunctionPermissions(template)['erase-people'] ?? [];

  it('has what an erasure calls on tables and on rejected events, and nothing else', () => {
    const tables = {
      ConfigData: ['GetItem', 'PutItem'],
      ConsentsData: ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query'],
      IdentitiesData: [
        ...['BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'GetItem'],
        ...['PutItem', 'Query', 'Scan', 'UpdateItem'],
      ],
      ProfilesData: ['GetItem', 'PutItem'],
      StatisticsData: ['BatchWriteItem', 'Query'],
      TimelineData: ['BatchWriteItem', 'DeleteItem', 'GetItem', 'Query'],
    };
    const expected = Object.entries(tables).flatMap(([table, actions]) =>
      actions.map((action) => `${table} dynamodb:${action}`),
    );
    expect(allowed.filter((one) => one.includes('dynamodb:'))).toEqual(expected);
    expect(allowed.filter((one) => one.includes(' s3:'))).toEqual([
      'RejectedTouchpoints s3:ListBucket',
      ...['DeleteObject', 'GetObject', 'PutObject'].map((action) => `RejectedTouchpoints/* s3:${action}`),
    ]);
  });

  it('reads every dead-letter queue, and no other one', () => {
    const queues = listResources(template, 'AWS::SQS::Queue').map(([id]) => id);
    const dead = queues.filter((id) => id.endsWith('DeadLetters') || id === 'UndeliveredEvents');
    expect(allowed.filter((one) => one.includes(' sqs:') && !one.endsWith('sqs:SendMessage'))).toEqual(
      dead.sort().flatMap((id) => letters.map((action) => `${id} sqs:${action}`)),
    );
    expect(allowed.filter((one) => one.endsWith('sqs:SendMessage'))).toEqual([
      'UndeliveredEvents sqs:SendMessage',
    ]);
  });

  it('rewrites files of a lake, and removes none', () => {
    const withLake = readFunctionPermissions(synthesizeStage({ lake: 'true' }))['erase-people'] ?? [];
    const lake = withLake.filter((one) => one.startsWith('LakeFiles'));
    expect(lake).toContain('LakeFiles/incoming/* s3:PutObject');
    expect(lake.filter((one) => !/s3:(GetObject|PutObject|ListBucket)$/.test(one))).toEqual([]);
  });
});

it('lets people with the policy for privacy send and publish nothing', () => {
  const [, policy] =
    listResources(template, 'AWS::IAM::ManagedPolicy').find(([id]) => id === 'PrivacyAccess') ?? [];
  const text = JSON.stringify(policy);
  expect(text).toContain('dynamodb:BatchWriteItem');
  for (const action of ['sqs:SendMessage', 'events:PutEvents', 'ses:Send', 'ssm:', 'RunsData'])
    expect(text).not.toContain(action);
});
