/** The bus: what reaches the profiles, what is forwarded, what runs when, and where the undeliverable goes. */
import { describe, expect, it } from 'vitest';
import { listResources, type StageTemplate, synthesizeStage } from './synthesize-stage.ts';

interface RuleProperties {
  readonly EventBusName?: unknown;
  readonly EventPattern?: { readonly source?: readonly unknown[] };
  readonly ScheduleExpression?: string;
  readonly Targets: readonly Record<string, unknown>[];
}

const template = synthesizeStage();
const rules = listRules(template);
const stageBus = { Ref: 'TouchpointBus' };

function listRules(stage: StageTemplate): readonly RuleProperties[] {
  return listResources(stage, 'AWS::Events::Rule').map(
    ([, { Properties }]) => Properties as unknown as RuleProperties,
  );
}

describe('event rules', () => {
  const listFor = (queue: string) =>
    rules.filter(
      ({ EventBusName, Targets }) =>
        JSON.stringify(EventBusName) === JSON.stringify(stageBus) &&
        JSON.stringify(Targets).includes(`"${queue}"`),
    );

  it('let through to the feedback queue what readers of messages state by links, and taps on pushes', () => {
    expect(listFor('FeedbackQueue').map(({ EventPattern }) => EventPattern)).toEqual([
      {
        source: ['percorso'],
        'detail-type': ['Consent Stated'],
        detail: { properties: { linkMessageId: [{ exists: true }] } },
      },
      {
        source: [{ 'anything-but': { prefix: ['percorso', 'aws.'] } }],
        'detail-type': ['Push Notification Tapped', { 'equals-ignore-case': 'track' }],
        detail: { properties: { 'percorso-message': [{ exists: true }] } },
      },
    ]);
  });

  it('let through to the profiles foreign sources and outcomes of our senders', () => {
    const ingest = listFor('ProfileQueue');
    expect(ingest.map(({ EventPattern }) => EventPattern)).toEqual([
      { source: [{ 'anything-but': { prefix: ['percorso', 'aws.'] } }] },
      { source: ['percorso'], detail: { context: { origin: ['sender'] } } },
    ]);
    for (const { Targets } of ingest) {
      expect(Targets.map(({ Arn }) => Arn)).toEqual([{ 'Fn::GetAtt': ['ProfileQueue', 'Arn'] }]);
    }
  });

  const email = {
    source: ['aws.ses'],
    detail: {
      mail: { tags: { 'ses:configuration-set': ['percorso-test', 'percorso-test-transactional'] } },
    },
  };

  it('take from the default bus only the email feedback of this stage', () => {
    const forwarding = rules.filter(({ EventBusName }) => EventBusName === 'default');
    expect(forwarding.map(({ EventPattern }) => EventPattern)).toEqual([email]);
  });

  it('take what became of text messages too, where End User Messaging sends them', () => {
    const voice = synthesizeStage({ sms: 'sms-voice', smsOrigination: 'Percorso' });
    const forwarding = listRules(voice).filter(({ EventBusName }) => EventBusName === 'default');
    expect(forwarding.map(({ EventPattern }) => EventPattern)).toEqual([
      email,
      {
        source: ['aws.sms-voice'],
        'detail-type': ['Text Message Delivery Status Updated'],
        // AWS's events carry no context: nothing more could be asked of them.
        detail: {
          eventType: [{ 'anything-but': ['TEXT_PENDING', 'TEXT_QUEUED', 'TEXT_SENT', 'TEXT_UNKNOWN'] }],
        },
      },
    ]);
    for (const { Targets } of forwarding) {
      expect(Targets.map(({ Arn }) => Arn)).toEqual([{ 'Fn::GetAtt': ['FeedbackQueue', 'Arn'] }]);
    }
  });

  it('sweep timers, start runs and publish config every minute, reconcile suppressions and erase people every hour', () => {
    const schedules = rules.map(({ ScheduleExpression }) => ScheduleExpression).filter(Boolean);
    expect(schedules.sort()).toEqual([
      'rate(1 hour)',
      'rate(1 hour)',
      'rate(1 minute)',
      'rate(1 minute)',
      'rate(1 minute)',
    ]);
  });

  it('drop a run that Lambda had no room for once the next one is due, instead of saving up six hours of them', () => {
    const limits = listResources(template, 'AWS::Lambda::EventInvokeConfig').map(([id, { Properties }]) => [
      id.replace(/Invocations.*/, ''),
      Properties['MaximumEventAgeInSeconds'],
    ]);
    expect(Object.fromEntries(limits)).toEqual({
      StartRuns: 60,
      SweepTimers: 60,
      PublishConfig: 60,
      ReconcileSuppressions: 3600,
      ErasePeople: 3600,
    });
  });

  it('keep what no target took, every one of them', () => {
    for (const { Targets } of rules) {
      for (const target of Targets) {
        expect(target['DeadLetterConfig']).toEqual({ Arn: { 'Fn::GetAtt': ['UndeliveredEvents', 'Arn'] } });
      }
    }
    const policies = listResources(template, 'AWS::SQS::QueuePolicy').filter(([, policy]) =>
      JSON.stringify(policy.Properties['Queues']).includes('UndeliveredEvents'),
    );
    const [statements] = policies.map(
      ([, { Properties }]) =>
        (Properties['PolicyDocument'] as { Statement: { Condition: Record<string, unknown> }[] }).Statement,
    );
    const accepted = statements?.flatMap(({ Condition }) =>
      Condition['ArnEquals'] === undefined
        ? []
        : [(Condition['ArnEquals'] as { 'aws:SourceArn': unknown[] })['aws:SourceArn']],
    );
    expect(accepted).toHaveLength(1);
    expect(accepted?.[0]).toHaveLength(rules.length);
  });

  it('archive what other systems said, for as long as the context says', () => {
    const archive = synthesizeStage({ archiveDays: '7' }).Resources['TouchpointArchive']?.Properties;
    expect(archive).toMatchObject({
      RetentionDays: 7,
      EventPattern: { source: [{ 'anything-but': { prefix: ['percorso', 'aws.'] } }] },
    });
  });

  it('have SES report every kind of event of both classes to the default bus, the only one it can', () => {
    const destinations = listResources(template, 'AWS::SES::ConfigurationSetEventDestination');
    expect(destinations).toHaveLength(2);
    for (const [, { Properties }] of destinations) {
      expect(JSON.stringify(Properties)).toContain('event-bus/default');
      const described = Properties['EventDestination'];
      const { MatchingEventTypes } = described as { MatchingEventTypes: string[] };
      expect(MatchingEventTypes).toEqual(
        expect.arrayContaining([
          'send',
          'delivery',
          'bounce',
          'complaint',
          'open',
          'click',
          'reject',
          'deliveryDelay',
        ]),
      );
    }
  });

  it('have SES suppress, count and encrypt, and let no complaint stop a transactional message', () => {
    const sets = listResources(template, 'AWS::SES::ConfigurationSet').map(
      ([, { Properties }]) => Properties,
    );
    const common = {
      ReputationOptions: { ReputationMetricsEnabled: true },
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
    };
    const reasons = (...names: string[]) => ({ SuppressionOptions: { SuppressedReasons: names } });
    expect(sets).toEqual([
      { Name: 'percorso-test', ...common, ...reasons('BOUNCE', 'COMPLAINT') },
      { Name: 'percorso-test-transactional', ...common, ...reasons('BOUNCE') },
    ]);
  });

  it('send from the dedicated addresses of each class, and for a tenant, where the context names them', () => {
    const dedicated = synthesizeStage({
      emailPool: 'marketing',
      emailTransactionalPool: 'resets',
      emailTenant: 'shop',
    });
    const pools = listResources(dedicated, 'AWS::SES::ConfigurationSet').map(
      ([, { Properties }]) => Properties['DeliveryOptions'],
    );
    expect(pools).toEqual([
      { TlsPolicy: 'REQUIRE', SendingPoolName: 'marketing' },
      { TlsPolicy: 'REQUIRE', SendingPoolName: 'resets' },
    ]);
    expect(JSON.stringify(dedicated)).toContain('"StringEquals":{"ses:TenantName":"shop"}');
  });
});

describe('outputs', () => {
  it('keep the names that scripts and the command line read', () => {
    expect(Object.keys(template.Outputs).sort()).toEqual([
      'AlarmNotifications',
      'AlarmTopicArn',
      'ApproverPolicyArn',
      'AuthorPolicyArn',
      'Channels',
      'ConfigTable',
      'ConfigurationSets',
      'ConsentsTable',
      'EmailQueueUrl',
      'EmailRate',
      'EmailReserve',
      'EmailTransactionalQueueUrl',
      'EventBusArn',
      'EventBusName',
      'FunctionConcurrency',
      'IdentitiesTable',
      'LinkKeyName',
      'LookDays',
      'NextStep',
      'OperatorPolicyArn',
      'PrivacyPolicyArn',
      'ProducerPolicyArn',
      'ProfileQueueUrl',
      'ProfilesTable',
      'PublicUrl',
      'PushTransactionalQueueUrl',
      'RejectedBucket',
      'ResponderPolicyArn',
      'RunsTable',
      'SecretsPath',
      'SecretsPolicyArn',
      'Senders',
      'SmsOriginations',
      'SmsTransactionalQueueUrl',
      'Stage',
      'StatisticsTable',
      'TimelineDays',
      'TimelineTable',
    ]);
    expect(template.Outputs['NextStep']?.Value).toBe('npx percorso push examples --publish --stage test');
  });
});
