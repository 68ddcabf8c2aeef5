/** Least privilege: the exact calls of every function, and nothing wider than it must be. */
import { describe, expect, it } from 'vitest';
import { listStatements, readFunctionPermissions } from './read-permissions.ts';
import { synthesizeStage } from './synthesize-stage.ts';

const application = 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6';
const template = synthesizeStage({ pinpointApplicationId: application });

describe('permissions', () => {
  it('gives every function exactly the calls it makes', () => {
    expect(readFunctionPermissions(template)).toEqual({
      'advance-profile': grants(
        consume('ProfileQueue'),
        consume('BulkQueue'),
        allow('ProfilesData', 'dynamodb', 'GetItem', 'PutItem', 'UpdateItem'),
        allow('IdentitiesData', 'dynamodb', 'BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'),
        allow('TimelineData', 'dynamodb', 'BatchWriteItem', 'GetItem', 'Query', 'UpdateItem'),
        allow('ConfigData', 'dynamodb', 'GetItem'),
        allow('ConsentsData', 'dynamodb', 'PutItem'),
        allow('StatisticsData', 'dynamodb', 'PutItem'),
        allow('TouchpointBus', 'events', 'PutEvents'),
        ...['Email', 'Sms', 'Push', 'Webhook', 'Rejected', 'Profile', 'Feedback'].map((name) =>
          allow(`${name}Queue`, 'sqs', 'SendMessage'),
        ),
        ...['Email', 'Sms', 'Push'].map((name) => allow(`${name}TransactionalQueue`, 'sqs', 'SendMessage')),
        // Instead of the queues of WhatsApp, which this stage does not have.
        allow('UndeliveredEvents', 'sqs', 'SendMessage'),
      ),
      'sweep-timers': grants(
        allow('ProfilesData/index/wake', 'dynamodb', 'Query'),
        allow('ProfileQueue', 'sqs', 'SendMessage'),
        allow('UndeliveredEvents', 'sqs', 'SendMessage'),
      ),
      'start-runs': grants(
        allow('ConfigData', 'dynamodb', 'GetItem'),
        allow('RunsData', 'dynamodb', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
        allow('RunsData/index/active', 'dynamodb', 'Query'),
        allow('FanOutQueue', 'sqs', 'SendMessage'),
        allow('UndeliveredEvents', 'sqs', 'SendMessage'),
      ),
      'fan-out-audience': grants(
        consume('FanOutQueue'),
        allow('ConfigData', 'dynamodb', 'GetItem'),
        allow('ProfilesData', 'dynamodb', 'Scan'),
        allow('RunsData', 'dynamodb', 'GetItem', 'PutItem', 'UpdateItem'),
        allow('FanOutQueue', 'sqs', 'SendMessage'),
        allow('BulkQueue', 'sqs', 'SendMessage'),
      ),
      'publish-config': grants(
        allow('StatisticsData', 'dynamodb', 'PutItem', 'Query'),
        allow('ConfigData', 'dynamodb', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
        allow('UndeliveredEvents', 'sqs', 'SendMessage'),
        // It stores the first key only.
        allow('ssm:parameter/percorso/test/link-key', 'ssm', 'PutParameter'),
      ),
      'send-email': grants(
        allow('StatisticsData', 'dynamodb', 'UpdateItem'),
        send('EmailQueue', 'EmailTransactionalQueue'),
        readContent(),
        [
          ...['configuration-set/percorso-test', 'configuration-set/percorso-test-transactional'],
          ...['identity/hello@example.com', 'identity/example.com'],
        ].flatMap((resource) => allow(`ses:${resource}`, 'ses', 'SendEmail')),
      ),
      'send-sms': grants(
        allow('StatisticsData', 'dynamodb', 'UpdateItem'),
        send('SmsQueue', 'SmsTransactionalQueue'),
        readContent(),
        allow(`mobiletargeting:apps/${application}/messages`, 'mobiletargeting', 'SendMessages'),
      ),
      'send-push': grants(
        send('PushQueue', 'PushTransactionalQueue'),
        readContent(),
        allow(`mobiletargeting:apps/${application}/messages`, 'mobiletargeting', 'SendMessages'),
      ),
      'call-webhook': grants(
        send('WebhookQueue'),
        // The circuit breaker of hosts.
        allow('StatisticsData', 'dynamodb', 'DeleteItem', 'Query', 'UpdateItem'),
        allow('ssm:parameter/percorso/test/secrets/*', 'ssm', 'GetParameter'),
      ),
      'keep-rejected': grants(
        allow('RejectedQueue', 'sqs', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'),
        allow('RejectedTouchpoints/*', 's3', 'PutObject'),
        allow('IdentitiesData', 'dynamodb', 'BatchGetItem'),
        allow('ConfigData', 'dynamodb', 'GetItem'),
      ),
      'record-feedback': grants(
        consume('FeedbackQueue'),
        allow('TimelineData', 'dynamodb', 'GetItem', 'UpdateItem'),
        allow('IdentitiesData', 'dynamodb', 'UpdateItem'),
        allow('ConfigData', 'dynamodb', 'GetItem'),
        allow('StatisticsData', 'dynamodb', 'GetItem', 'PutItem'),
        allow('ProfileQueue', 'sqs', 'SendMessage'),
      ),
      'reconcile-suppressions': grants(
        allow('*', 'ses', 'ListSuppressedDestinations'),
        allow('IdentitiesData', 'dynamodb', 'BatchGetItem', 'GetItem', 'UpdateItem'),
        allow('IdentitiesData/index/unreported', 'dynamodb', 'Query'),
        allow('ConfigData', 'dynamodb', 'GetItem'),
        allow('TouchpointBus', 'events', 'PutEvents'),
        allow('UndeliveredEvents', 'sqs', 'SendMessage'),
      ),
      'erase-people': expect.any(Array), // erasure.test.ts
      'serve-preferences': grants(
        allow('IdentitiesData', 'dynamodb', 'BatchGetItem', 'GetItem', 'UpdateItem'),
        allow('ProfilesData', 'dynamodb', 'GetItem'),
        allow('TimelineData', 'dynamodb', 'GetItem'),
        allow('FeedbackQueue', 'sqs', 'SendMessage'),
        allow('ConfigData', 'dynamodb', 'GetItem'),
        allow('ConsentsData', 'dynamodb', 'PutItem'),
        allow('StatisticsData', 'dynamodb', 'UpdateItem'),
        allow('TouchpointBus', 'events', 'PutEvents'),
        allow('ssm:parameter/percorso/test/link-key', 'ssm', 'GetParameter'),
      ),
    });
  });

  it('has no wildcard in any allowed action', () => {
    const wide = listStatements(template).filter(
      ([, { Effect, Action }]) =>
        Effect === 'Allow' && [Action].flat().some((action) => action.includes('*')),
    );
    expect(wide).toEqual([]);
  });

  it('allows a wildcard resource only where AWS knows no narrower one', () => {
    const wide = listStatements(template)
      .filter(([, { Effect, Resource }]) => Effect === 'Allow' && [Resource].flat().includes('*'))
      .flatMap(([, { Action }]) => [Action].flat());
    expect(new Set(wide)).toEqual(
      new Set([
        'cloudwatch:GetMetricData',
        'xray:PutTraceSegments',
        'lambda:GetAccountSettings',
        'ses:GetAccount',
        'xray:PutTelemetryRecords',
        'ses:ListSuppressedDestinations',
        'sms-voice:DescribePhoneNumbers',
        'sms-voice:DescribePools',
        'sms-voice:DescribeSenderIds',
        'sqs:ListQueues',
        'ssm:DescribeParameters',
      ]),
    );
  });

  it('lets services reach queues only on behalf of a named rule', () => {
    const open = listStatements(template).filter(
      ([id, { Effect, Condition }]) => id.includes('Queue') && Effect === 'Allow' && Condition === undefined,
    );
    expect(open.filter(([id]) => !id.includes('Role'))).toEqual([]);
  });

  it.each([
    ['pool-0123456789abcdef0123456789abcdef', 'pool/pool-0123456789abcdef0123456789abcdef'],
    ['phone-0123456789abcdef0123456789abcdef', 'phone-number/phone-0123456789abcdef0123456789abcdef'],
    ['+390212345678', 'phone-number/*'],
    ['Percorso', 'sender-id/Percorso/*'],
  ])('lets sms-voice send from %s and from nothing else', (smsOrigination, resource) => {
    const permissions = readFunctionPermissions(synthesizeStage({ sms: 'sms-voice', smsOrigination }));
    expect(permissions['send-sms']).toEqual(
      grants(
        allow('StatisticsData', 'dynamodb', 'UpdateItem'),
        send('SmsQueue', 'SmsTransactionalQueue'),
        readContent(),
        allow(`sms-voice:${resource}`, 'sms-voice', 'SendTextMessage'),
      ),
    );
  });

  it('grants no provider at all to a channel that is not configured', () => {
    const permissions = readFunctionPermissions(synthesizeStage());
    expect(permissions['send-push']).toEqual(
      grants(send('PushQueue', 'PushTransactionalQueue'), readContent()),
    );
    expect(permissions['send-sms']).toEqual(
      grants(
        allow('StatisticsData', 'dynamodb', 'UpdateItem'),
        send('SmsQueue', 'SmsTransactionalQueue'),
        readContent(),
      ),
    );
  });

  it('covers a sender whose domain is verified only further up, as SES vouches for subdomains', () => {
    const permissions = readFunctionPermissions(
      synthesizeStage({ sender: 'Shop <hello@News.shop.example.com>' }),
    );
    const identities = permissions['send-email']?.filter((grant) => grant.startsWith('ses:identity/'));
    expect(identities).toEqual(
      ['example.com', 'hello@news.shop.example.com', 'news.shop.example.com', 'shop.example.com'].map(
        (identity) => `ses:identity/${identity} ses:SendEmail`,
      ),
    );
  });

  it('lets templates send from further senders when they are named, and from no others', () => {
    const senders = 'News@brand.example.org,müller.example';
    const grants = readFunctionPermissions(synthesizeStage({ senders }))['send-email'];
    for (const identity of ['News@brand.example.org', 'brand.example.org', 'xn--mller-kva.example']) {
      expect(grants).toContain(`ses:identity/${identity} ses:SendEmail`);
    }
    expect(readFunctionPermissions(synthesizeStage())['send-email']?.join()).not.toContain('example.org');
  });

  it('adds the verified recipients of the SES sandbox when they are named', () => {
    const permissions = readFunctionPermissions(synthesizeStage({ sandboxRecipients: 'me@example.org' }));
    expect(permissions['send-email']).toContain('ses:identity/me@example.org ses:SendEmail');
  });
});

function allow(resource: string, service: string, ...actions: string[]): string[] {
  return actions.map((action) => `${resource} ${service}:${action}`);
}

function consume(queue: string): string[] {
  return allow(
    queue,
    'sqs',
    'ChangeMessageVisibility',
    'DeleteMessage',
    'GetQueueAttributes',
    'ReceiveMessage',
  );
}

/** A fresh copy of a message that waits goes to the first queue. `urgent`: of channels with content. */
function send(queue: string, urgent?: string): string[] {
  return [
    ...consume(queue),
    ...allow(queue, 'sqs', 'SendMessage'),
    ...(urgent === undefined ? [] : consume(urgent)),
    ...allow('TimelineData', 'dynamodb', 'GetItem', 'PutItem', 'UpdateItem'),
    ...allow('StatisticsData', 'dynamodb', 'GetItem', 'PutItem'),
    ...allow('TouchpointBus', 'events', 'PutEvents'),
  ];
}

function readContent(): string[] {
  return [
    ...['Profiles', 'Identities', 'Config'].flatMap((name) => allow(`${name}Data`, 'dynamodb', 'GetItem')),
    ...allow('ssm:parameter/percorso/test/link-key', 'ssm', 'GetParameter'),
  ];
}

function grants(...lists: string[][]): string[] {
  return lists.flat().sort();
}
