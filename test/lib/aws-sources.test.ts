/** Events of AWS services: what the stack has for them, and that it has none of it without the settings. */
import { describe, expect, it } from 'vitest';
import { readContext } from '../../lib/context.ts';
import { readFunctionPermissions } from './read-permissions.ts';
import { listResources, smallestContext, synthesizeStage } from './synthesize-stage.ts';

const context = {
  geofenceIds: 'anonymousId',
  signUpIds: 'cognito',
  connectInstance: '01234567-89ab-cdef-0123-456789abcdef',
  uploads: 'shop-receipts/receipts/{userId}/*.pdf, shop-scans/{crm}',
  iotTopic: 'shops/+/touchpoints',
};
const template = synthesizeStage(context);

function listPatterns() {
  return listResources(template, 'AWS::Events::Rule')
    .map(([, { Properties }]) => Properties)
    .filter(({ EventBusName }) => EventBusName === 'default')
    .map(({ EventPattern }) => EventPattern as Record<string, unknown>)
    .filter(({ source }) => /geo|connect|s3/.test(String(source)));
}

describe('events of AWS services', () => {
  it('pass rules on the default bus that match no more than the settings say', () => {
    expect(listPatterns()).toEqual([
      expect.objectContaining({ source: ['aws.geo'] }),
      expect.objectContaining({
        source: ['aws.connect'],
        detail: expect.objectContaining({ tags: { userId: [{ exists: true }] } }),
      }),
      expect.objectContaining({
        detail: { bucket: { name: ['shop-receipts'] }, object: { key: [{ wildcard: 'receipts/*/*.pdf' }] } },
      }),
      expect.objectContaining({
        detail: { bucket: { name: ['shop-scans'] }, object: { key: [{ wildcard: '*' }] } },
      }),
    ]);
  });

  it('let the trigger of Cognito send to the queue and do nothing else', () => {
    expect(readFunctionPermissions(template)['receive-sign-ups']).toEqual(['PartnerQueue sqs:SendMessage']);
    expect(template.Outputs['SignUpTriggerArn']).toBeDefined();
    const [permission] = listResources(template, 'AWS::Lambda::Permission').filter(
      ([, { Properties }]) => Properties['Principal'] === 'cognito-idp.amazonaws.com',
    );
    expect(permission?.[1].Properties).toMatchObject({ SourceAccount: { Ref: 'AWS::AccountId' } });
  });

  it('of devices come by a topic rule, which keeps what it cannot deliver', () => {
    const [rule] = listResources(template, 'AWS::IoT::TopicRule');
    expect(rule?.[1].Properties['TopicRulePayload']).toMatchObject({
      Sql: expect.stringMatching(/ FROM 'shops\/\+\/touchpoints'$/),
      Actions: [{ Sqs: { QueueUrl: { Ref: 'PartnerQueue' } } }],
      ErrorAction: { Sqs: { QueueUrl: { Ref: 'UndeliveredEvents' } } },
    });
  });

  it.each(Object.entries(context))('need nothing of the other services with %s alone', (name, value) => {
    const stage = synthesizeStage({ [name]: value });
    const text = JSON.stringify(stage);
    expect(text.includes('AWS::IoT::TopicRule')).toBe(name === 'iotTopic');
    expect(text.includes('receive-sign-ups')).toBe(name === 'signUpIds');
    expect(text.includes('aws.geo')).toBe(name === 'geofenceIds');
    expect(listResources(stage, 'AWS::Events::Rule').length).toBeLessThan(
      listResources(template, 'AWS::Events::Rule').length,
    );
  });

  it.each([
    ['geofenceIds', 'a b'],
    ['connectInstance', 'all'],
    ['uploads', 'bucket/without-person/*'],
    ['uploads', 'bucket/{userId}*'],
    ['uploads', 'bucket/{a}/{b}'],
    ['uploads', 'BUCKET/{userId}'],
    ['iotTopic', '$aws/things'],
    ['iotTopic', "a' WHERE 1=1"],
    ['iotTopic', 'a/#/b'],
  ])('are not read with %s=%s', (name, value) => {
    expect(() => readContext({ ...smallestContext, [name]: value })).toThrow(name);
  });
});
