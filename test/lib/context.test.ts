/** The context: what is asked for, what is assumed, and what is said when it is wrong. */
import { describe, expect, it } from 'vitest';
import { ContextInvalidError, readContext } from '../../lib/context.ts';
import { findRegionProblem } from '../../lib/regions.ts';
import { contextFields } from '../../lib/settings.ts';
import { listResources, smallestContext, synthesizeStage } from './synthesize-stage.ts';

describe('context', () => {
  it('needs a stage and a sender and assumes the rest', () => {
    expect(readContext(smallestContext)).toMatchObject({
      stage: 'test',
      sms: 'pinpoint',
      removal: 'retain',
      alarms: true,
      wakeShards: 16,
      pinpointApplicationId: '',
    });
  });

  it('reports everything that is wrong at once, with what came and an example', () => {
    const context = { sms: 'fax', profileConcurrency: '1', archiveDays: 'soon', sendr: 'x@example.com' };
    expect(readProblems(context)).toEqual({
      sendr: 'x@example.com',
      stage: undefined,
      sender: undefined,
      sms: 'fax',
      profileConcurrency: '1',
      archiveDays: 'soon',
    });
    expect(() => readContext(context)).toThrow(
      /sms must be one of pinpoint, sms-voice. Received "fax". Example: -c sms=/,
    );
    expect(() => readContext(context)).toThrow(/sendr is not a setting.*did you mean sender/);
    expect(() => readContext(context)).toThrow(/stage is required.*Received nothing. Example: -c stage=prod/);
  });

  it('names for a misspelt name the one that was meant, with an example of it', () => {
    expect(() => readContext({ ...smallestContext, wakeshards: '4' })).toThrow(
      /wakeshards is not a setting; did you mean wakeShards\. Received "4"\. Example: -c wakeShards=\d+$/,
    );
  });

  it('takes numbers and flags from the command line and from cdk.json alike', () => {
    const typed = readContext({ ...smallestContext, alarms: 'false', wakeShards: '4', logDays: '7' });
    const stored = readContext({ ...smallestContext, alarms: false, wakeShards: 4, logDays: 7 });
    expect(typed).toEqual(stored);
  });

  it.each(Object.entries(contextFields))('accepts its own example of %s', (_, field) => {
    expect(field.read(field.example)).not.toHaveProperty('problem');
  });

  it.each([
    ['stage', 'Prod'],
    ['stage', 'a-name-that-is-far-too-long'],
    ['sender', 'example.com'],
    ['sender', 'hello@example'],
    ['sender', 'hello@example.com>'],
    ['sender', 'Shop <hello@example.com'],
    ['pinpointApplicationId', 'my-app'],
    ['alarmTopicArn', 'on-call'],
    ['smsOrigination', 'a b'],
    ['smsOriginations', 'Lucerna,,'],
    ['logDays', '31'],
    ['wakeShards', '101'],
    ['emailConcurrency', '2.5'],
    ['alarms', 'yes'],
    ['removal', 'delete'],
    ['sandboxRecipients', 'me'],
    ['senders', 'news@'],
    ['partnerSources', 'segment.com/web'],
    ['partnerSources', 'aws.partner/stripe.com/acct'],
    ['partnerSources', 'aws.partner/segment.com/web,aws.partner/segment.com/web'],
  ])('refuses %s=%s', (name, value) => {
    expect(Object.keys(readProblems({ ...smallestContext, [name]: value }))).toEqual([name]);
  });

  it('takes a sender with a display name and grants its bare address', () => {
    const template = synthesizeStage({ sender: 'The Shop <hello@example.com>' });
    expect(JSON.stringify(listResources(template, 'AWS::IAM::Policy'))).toContain(
      ':identity/hello@example.com',
    );
  });

  it('asks for an origination when SMS use End User Messaging', () => {
    expect(readProblems({ ...smallestContext, sms: 'sms-voice' })).toEqual({ smsOrigination: '' });
  });

  it.each([
    ['smsOrigination', 'Percorso'],
    ['smsOriginations', 'Percorso'],
    ['smsConfigurationSet', 'main'],
  ])('refuses %s while SMS use Pinpoint, where it has no effect', (name, value) => {
    const received = name === 'smsOriginations' ? [value] : value;
    expect(readProblems({ ...smallestContext, [name]: value })).toEqual({ [name]: received });
    expect(() => readContext({ ...smallestContext, [name]: value })).toThrow(/Example: -c sms=sms-voice$/);
  });

  it('does not take an existing Pinpoint application and a new one together', () => {
    const problems = readProblems({
      ...smallestContext,
      createPinpointApplication: 'true',
      pinpointApplicationId: 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6',
    });
    expect(Object.keys(problems)).toEqual(['createPinpointApplication']);
  });

  it('creates a Pinpoint application only on request', () => {
    const type = 'AWS::Pinpoint::App';
    expect(listResources(synthesizeStage(), type)).toEqual([]);
    const template = synthesizeStage({ createPinpointApplication: 'true' });
    expect(listResources(template, type)).toHaveLength(1);
    const [channel] = listResources(template, 'AWS::Pinpoint::SMSChannel');
    expect(channel?.[1].Properties).toMatchObject({ Enabled: true });
  });

  it('leaves the CDK’s own keys in peace', () => {
    const context = { ...smallestContext, 'aws:cdk:bundling-stacks': ['**'], '@aws-cdk/core:x': true };
    expect(readContext(context).stage).toBe('test');
  });

  it('makes neither alarms nor dashboard nor archive when they are turned off', () => {
    const template = synthesizeStage({ alarms: 'false', dashboard: 'false', archiveDays: '0' });
    for (const type of ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard', 'AWS::Events::Archive']) {
      expect(listResources(template, type)).toEqual([]);
    }
  });
});

describe('the region', () => {
  it.each([
    ['eu-south-2', 30, /no SES/],
    ['mx-central-1', 0, /no SES/],
    ['ap-southeast-7', 30, /no SES/],
    ['cn-north-1', 30, /no SES/],
    ['ca-west-1', 30, /archiveDays=0/],
    ['ca-west-1', 0, undefined],
    ['eu-south-1', 30, undefined],
    [undefined, 30, undefined],
  ])('%s with %i days of archive: %s', (region, archiveDays, expected) => {
    const problem = findRegionProblem(region, { archiveDays });
    if (expected === undefined) expect(problem).toBeUndefined();
    else expect(problem).toMatch(expected);
  });
});

function readProblems(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    readContext(context);
    return {};
  } catch (error) {
    if (!(error instanceof ContextInvalidError)) throw error;
    return Object.fromEntries(error.problems.map(({ name, received }) => [name, received]));
  }
}
