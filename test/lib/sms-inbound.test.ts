/** Inbound SMS: no part of a stage by default; a topic that only End User Messaging publishes to, and one function. */
import { describe, expect, it } from 'vitest';
import { ContextInvalidError } from '../../lib/context.ts';
import { readFunctionPermissions } from './read-permissions.ts';
import { listResources, synthesizeStage } from './synthesize-stage.ts';

const template = synthesizeStage({ smsInbound: 'true', smsOptOutList: 'Default' });
const topic = 'arn:aws:sns:eu-south-1:123456789012:replies';

describe('inbound SMS', () => {
  it('is no part of a stage by default', () => {
    expect(JSON.stringify(synthesizeStage({ smsInbound: 'false' }))).not.toMatch(
      /InboundSms|receive-sms|SNS::Topic"/,
    );
  });

  it('has a topic that only End User Messaging of the account publishes to, over TLS', () => {
    const [[, policy] = []] = listResources(template, 'AWS::SNS::TopicPolicy');
    const document = policy?.Properties['PolicyDocument'] as { Statement: readonly object[] } | undefined;
    expect(document?.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'sms-voice.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
    expect(template.Outputs['InboundSmsTopicArn']?.Value).toEqual({ Ref: 'InboundSmsTopic' });
    expect(template.Outputs['SmsOptOutList']?.Value).toBe('Default');
  });

  it('lets the function do what a reply needs and nothing else', () => {
    const allowed = readFunctionPermissions(template)['receive-sms'];
    expect(allowed).toEqual(
      [
        ...['GetItem', 'BatchGetItem', 'UpdateItem'].map((action) => `IdentitiesData dynamodb:${action}`),
        ...['GetItem', 'PutItem'].map((action) => `TimelineData dynamodb:${action}`),
        ...['ProfilesData', 'ConfigData'].map((table) => `${table} dynamodb:GetItem`),
        ...['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'].map(
          (action) => `InboundSmsQueue sqs:${action}`,
        ),
        'TouchpointBus events:PutEvents',
        'sms-voice:phone-number/* sms-voice:SendTextMessage',
        ...['DeleteOptedOutNumber', 'PutOptedOutNumber'].map(
          (action) => `sms-voice:opt-out-list/Default sms-voice:${action}`,
        ),
      ].sort(),
    );
  });

  it('reads the opt-out list each hour where replies are received, and nowhere else', () => {
    const read = 'sms-voice:opt-out-list/Default sms-voice:DescribeOptedOutNumbers';
    expect(readFunctionPermissions(template)['reconcile-suppressions']).toContain(read);
    for (const context of [{ smsInbound: 'true' }, { smsOptOutList: 'Default' }]) {
      const allowed = readFunctionPermissions(synthesizeStage(context))['reconcile-suppressions'];
      expect(allowed?.join()).not.toContain('sms-voice');
    }
  });

  it('subscribes to the topic that the account has already, and changes no list by default', () => {
    const stage = synthesizeStage({ smsInbound: topic });
    expect(listResources(stage, 'AWS::SNS::Topic')).toEqual([]);
    const [[, subscription] = []] = listResources(stage, 'AWS::SNS::Subscription');
    expect(subscription?.Properties).toMatchObject({
      TopicArn: topic,
      Protocol: 'sqs',
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['UndeliveredEvents', 'Arn'] } },
    });
    expect(subscription?.Properties).not.toHaveProperty('RawMessageDelivery');
    expect(readFunctionPermissions(stage)['receive-sms']?.join()).not.toContain('OptedOut');
  });

  it.each([
    { smsInbound: 'yes' },
    { smsInbound: 'arn:aws:sqs:eu-south-1:123456789012:replies' },
    { smsOptOuts: 'own' },
    { smsOptOutList: 'a list' },
  ])('is refused with a wrong setting: %j', (context) => {
    expect(() => synthesizeStage(context)).toThrow(ContextInvalidError);
  });
});
