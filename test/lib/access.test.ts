/** What each of the policies for people allows, evaluated as the local cloud evaluates IAM. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Access } from '../../local/iam/access.ts';
import type { PolicyDocument } from '../../local/iam/statement.ts';
import { synthesizeStage } from './synthesize-stage.ts';

const people = ['Author', 'Approver', 'Operator', 'Responder'] as const;
const everybody = [...people, 'Secrets'] as const;
const topic = 'arn:aws:sns:eu-west-1:123456789012:on-call';
let access: Access;

beforeAll(() => {
  const template = synthesizeStage({ alarmTopicArn: topic });
  access = new Access('123456789012');
  for (const person of everybody) {
    const properties = template.Resources[`${person}Access`]?.Properties ?? {};
    access.addRole(person, `arn:aws:iam::123456789012:role/${person}`);
    access.attachPolicy(person, nameResources(properties['PolicyDocument']));
  }
});

/** `{ "Fn::GetAtt": ["ConfigData", "Arn"] }` → `ConfigData`; what is joined from several → one text. */
function nameResources(document: unknown): PolicyDocument {
  return JSON.parse(JSON.stringify(document), (_key, value: unknown) => {
    const found = value as {
      'Fn::GetAtt'?: readonly string[];
      'Fn::Join'?: readonly [string, readonly string[]];
      Ref?: string;
    } | null;
    const joined = found?.['Fn::Join'];
    return found?.['Fn::GetAtt']?.[0] ?? found?.Ref ?? joined?.[1].join(joined[0]) ?? value;
  });
}

function mayWrite(person: string, partition: string, action = 'PutItem', resource = 'ConfigData'): boolean {
  return access.isRoleAllowed(person, {
    action: `dynamodb:${action}`,
    resource,
    context: { 'dynamodb:LeadingKeys': [partition] },
  });
}

function may(person: string, action: string, resource: string): boolean {
  return access.isRoleAllowed(person, { action: `dynamodb:${action}`, resource });
}

describe('the policies for people', () => {
  it.each([
    ['STAGED#campaign', ['Author', 'Approver']],
    ['DOCUMENT#campaign', ['Approver']],
    ['DOCUMENT#policy', ['Approver']],
    ['PROGRAM', ['Approver']],
    ['TEMPLATE#sale', ['Approver']],
    ['ANYTHING', []],
  ])('let write into the partition %s only %j', (partition, expected) => {
    for (const action of ['PutItem', 'UpdateItem', 'DeleteItem']) {
      expect(people.filter((person) => mayWrite(person, partition, action))).toEqual(expected);
    }
  });

  it('let the operator alone change runs and read people', () => {
    expect(people.filter((person) => may(person, 'UpdateItem', 'RunsData'))).toEqual(['Operator']);
    expect(people.filter((person) => may(person, 'Scan', 'ProfilesData'))).toEqual(['Operator']);
    expect(people.filter((person) => may(person, 'PutItem', 'ProfilesData'))).toEqual([]);
    expect(people.filter((person) => may(person, 'DeleteItem', 'RunsData'))).toEqual([]);
  });

  it('let the operator alone decide about replies, and change nothing else of the timeline', () => {
    const change = (partition: string) =>
      people.filter((person) => mayWrite(person, partition, 'UpdateItem', 'TimelineData'));
    expect(change('REPLIES')).toEqual(['Operator']);
    expect(change('P1')).toEqual([]);
  });

  it('let the operator record looks at people, the responder those at lists, and put nothing else into the timeline', () => {
    const put = (partition: string) =>
      people.filter((person) => mayWrite(person, partition, 'PutItem', 'TimelineData'));
    expect([put('LOOK#P1'), put('LOOKER#k1#2026-11-29')]).toEqual([['Operator'], ['Operator', 'Responder']]);
    expect([put('P1'), put('REPLIES'), put('MERGES#2026-11-29')]).toEqual([[], [], []]);
  });

  it('let the responder ask for hashes of erased ids, and for no other item of the table of identity keys', () => {
    const ask = (partition: string) =>
      people.filter((person) => mayWrite(person, partition, 'BatchGetItem', 'IdentitiesData'));
    expect([ask('erased#x'), ask('userId#x')]).toEqual([['Operator', 'Responder'], ['Operator']]);
    expect(people.filter((person) => may(person, 'Scan', 'IdentitiesData'))).toEqual(['Operator']);
  });

  it('let the responder alone reach rejected events and dead letters, and let no one send a message past its queue', () => {
    const allowed = (action: string, resource: string) =>
      people.filter((person) => access.isRoleAllowed(person, { action, resource }));
    expect(allowed('sqs:StartMessageMoveTask', 'ProfileQueueDeadLetters')).toEqual(['Responder']);
    expect(allowed('sqs:SendMessage', 'EmailTransactionalQueue')).toEqual([
      'Approver',
      'Operator',
      'Responder',
    ]);
    expect(allowed('sqs:SendMessage', 'EmailQueue')).toEqual(['Responder']);
    expect(allowed('sqs:SendMessage', 'ProfileQueue')).toEqual(['Responder']);
    expect(allowed('s3:GetObject', 'RejectedTouchpoints')).toEqual([]);
    const lists = (prefix: string) =>
      people.filter((person) =>
        access.isRoleAllowed(person, {
          action: 's3:ListBucket',
          resource: 'RejectedTouchpoints',
          context: { 's3:prefix': prefix },
        }),
      );
    expect(lists('')).toEqual(['Responder']);
    // An approver counts what waits for a contract: keys, and no event.
    expect(lists('quarantine/')).toEqual(['Approver', 'Responder']);
    expect(lists('rejected/')).toEqual(['Approver', 'Responder']);
    expect(allowed('ses:SendEmail', '*')).toEqual([]);
  });

  it('let one policy alone write secrets, below the path of the stage, and none read them', () => {
    const parameters = 'arn:AWS::Partition:ssm:AWS::Region:AWS::AccountId:parameter/percorso';
    const allowed = (action: string, resource: string) =>
      everybody.filter((person) =>
        access.isRoleAllowed(person, { action: `ssm:${action}`, resource: `${parameters}${resource}` }),
      );
    for (const action of ['PutParameter', 'DeleteParameter']) {
      expect(allowed(action, '/test/secrets/crm')).toEqual(['Secrets']);
      expect(allowed(action, '/test/other')).toEqual([]);
      expect(allowed(action, '/prod/secrets/crm')).toEqual([]);
    }
    for (const action of ['GetParameter', 'GetParameters', 'GetParametersByPath', 'GetParameterHistory']) {
      expect(allowed(action, '/test/secrets/crm')).toEqual([]);
      expect(allowed(action, '/test/link-key')).toEqual([]);
    }
    expect(allowed('PutParameter', '/test/link-key')).toEqual(['Secrets']);
    expect(allowed('DeleteParameter', '/test/link-key')).toEqual([]);
  });

  it('let the operator alone read what the doctor checks, and neither change it nor read a message or a key', () => {
    const ses = 'arn:AWS::Partition:ses:AWS::Region:AWS::AccountId';
    const key = 'arn:AWS::Partition:ssm:AWS::Region:AWS::AccountId:parameter/percorso/test/link-key';
    const allowed = (action: string, resource: string) =>
      everybody.filter((person) => access.isRoleAllowed(person, { action, resource }));
    for (const [action, resource] of [
      ['ses:GetAccount', '*'],
      ['ses:GetEmailIdentity', `${ses}:identity/example.com`],
      ['ses:GetConfigurationSet', `${ses}:configuration-set/percorso-test`],
      ['ses:GetConfigurationSetEventDestinations', `${ses}:configuration-set/percorso-test-transactional`],
      ['lambda:GetAccountSettings', '*'],
      ['cloudwatch:GetMetricData', '*'],
      ['sns:GetTopicAttributes', topic],
      ['ssm:ListTagsForResource', key],
    ] as const) {
      expect([action, allowed(action, resource)]).toEqual([action, ['Operator']]);
    }
    for (const [action, resource] of [
      ['ses:GetEmailIdentity', `${ses}:identity/other.example`],
      ['ses:GetConfigurationSet', `${ses}:configuration-set/percorso-prod`],
      ['ses:PutEmailIdentityMailFromAttributes', `${ses}:identity/example.com`],
      ['ses:PutAccountSuppressionAttributes', '*'],
      ['ssm:ListTagsForResource', 'arn:aws:ssm:eu-west-1:123456789012:parameter/percorso/prod/link-key'],
      ['ssm:GetParameter', key],
      ['lambda:InvokeFunction', '*'],
      ['sns:GetTopicAttributes', `${topic}-of-others`],
      ['sns:Publish', topic],
      ['sns:ListSubscriptionsByTopic', topic],
    ] as const) {
      expect([action, allowed(action, resource)]).toEqual([action, []]);
    }
    expect(allowed('sqs:GetQueueAttributes', 'ProfileQueueDeadLetters')).toEqual(['Operator', 'Responder']);
    expect(allowed('sqs:ReceiveMessage', 'ProfileQueueDeadLetters')).toEqual(['Responder']);
  });

  it('let each read the documents, the figures of email and the length of its queue', () => {
    expect(people.filter((person) => may(person, 'Query', 'ConfigData'))).toEqual([...people]);
    expect(people.filter((person) => may(person, 'Query', 'StatisticsData'))).toEqual([...people]);
    const count = { action: 'sqs:GetQueueAttributes', resource: 'EmailQueue' };
    expect(people.filter((person) => access.isRoleAllowed(person, count))).toEqual([...people]);
  });
});
