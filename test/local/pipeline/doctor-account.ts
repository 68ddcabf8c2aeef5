/** What AWS, SNS or the account's owner changes about a stage, with the codes that the doctor reports. */
import {
  DeleteConfigurationSetEventDestinationCommand,
  GetConfigurationSetEventDestinationsCommand,
  PutAccountPricingAttributesCommand,
  PutAccountSendingAttributesCommand,
  PutAccountSuppressionAttributesCommand,
  PutConfigurationSetSendingOptionsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
} from '@aws-sdk/client-sesv2';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import type { FindingCode } from '../../../app/doctor/finding.ts';
import type { DoctorStage } from './doctor-stage.ts';

/** What is changed, the change, the codes that it causes, and the exit code. */
export type DoctorCase = readonly [
  what: string,
  change: () => unknown,
  codes: FindingCode[],
  exitCode: 0 | 1,
];

/** The configuration set of promotional email. */
const set = 'percorso-local';

export function listAccountCases(open: () => DoctorStage): readonly DoctorCase[] {
  return [
    ['the sandbox', () => open().changeAccount({ sandbox: true }), ['sandbox', 'quota_exceeded'], 1],
    ['a small quota', () => open().changeAccount({ max24HourSend: 50_000 }), ['quota_exceeded'], 1],
    [
      'disabled sending',
      () => open().ses.send(new PutAccountSendingAttributesCommand({ SendingEnabled: false })),
      ['sending_disabled'],
      1,
    ],
    [
      'an account under review',
      () => open().changeAccount({ enforcement: 'PROBATION' }),
      ['sending_under_review'],
      0,
    ],
    [
      'an account that AWS stopped',
      () => open().changeAccount({ enforcement: 'SHUTDOWN' }),
      ['sending_disabled'],
      1,
    ],
    [
      'many bounces',
      () => open().changeAccount({ bounceRate: 0.045, complaintRate: 0 }),
      ['reputation_high'],
      0,
    ],
    [
      'far too many complaints',
      () => open().changeAccount({ complaintRate: 0.006 }),
      ['reputation_critical'],
      1,
    ],
    [
      'a rate of SES below that of the senders',
      () => open().changeAccount({ maxSendRate: 14 }),
      ['rate_unpaced'],
      0,
    ],
    [
      'a rate of the senders above that of SES',
      async () => {
        open().changeOutput('EmailRate', '15');
        await open().changeAccount({ maxSendRate: 14 });
      },
      ['rate_exceeded'],
      1,
    ],
    ['a warm-up that takes days', () => open().warmUp(200, 1.5), ['warm_up_slows'], 0],
    [
      'a warm-up above the quota',
      async () => {
        await open().warmUp(100_000, 2);
        await open().changeAccount({ max24HourSend: 150_000 });
      },
      ['warm_up_over_quota'],
      0,
    ],
    [
      'an alarm topic of another region',
      () => open().env.set('PERCORSO_ALARM_TOPIC', 'arn:aws:sns:eu-west-1:000000000000:on-call'),
      ['alarms_topic_missing'],
      1,
    ],
    ['an alarm topic that does not exist', () => open().nameTopic('gone'), ['alarms_topic_missing'], 1],
    [
      'an alarm topic without a confirmed subscription',
      async () => {
        const TopicArn = open().nameTopic('on-call');
        await open().sns.send(new CreateTopicCommand({ Name: 'on-call' }));
        await open().sns.send(
          new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ada@example.com' }),
        );
      },
      ['alarms_unconfirmed'],
      1,
    ],
    [
      'an alarm topic whose policy does not name the person',
      () => {
        open().nameTopic('on-call');
        open().env.set('AWS_ACCESS_KEY_ID', 'policy:OperatorAccess');
        open().env.set('PERCORSO_STAGE', 'local');
      },
      ['alarms_unreadable'],
      1,
    ],
    [
      'a plan',
      () => open().ses.send(new PutAccountPricingAttributesCommand({ Plan: 'PRO' })),
      ['price_by_plan'],
      0,
    ],
    [
      'an account that does not suppress complaints',
      () => open().ses.send(new PutAccountSuppressionAttributesCommand({ SuppressedReasons: ['BOUNCE'] })),
      ['suppression_incomplete'],
      1,
    ],
    [
      'a configuration set that does not suppress complaints',
      () =>
        open().ses.send(
          new PutConfigurationSetSuppressionOptionsCommand({
            ConfigurationSetName: set,
            SuppressedReasons: ['BOUNCE'],
          }),
        ),
      ['suppression_incomplete'],
      1,
    ],
    [
      'a configuration set that does not send',
      () =>
        open().ses.send(
          new PutConfigurationSetSendingOptionsCommand({ ConfigurationSetName: set, SendingEnabled: false }),
        ),
      ['configuration_set_disabled'],
      1,
    ],
    [
      'a configuration set without an event destination',
      async () => {
        const input = { ConfigurationSetName: set };
        const { EventDestinations = [] } = await open().ses.send(
          new GetConfigurationSetEventDestinationsCommand(input),
        );
        for (const { Name } of EventDestinations) {
          await open().ses.send(
            new DeleteConfigurationSetEventDestinationCommand({ ...input, EventDestinationName: Name }),
          );
        }
      },
      ['events_missing'],
      1,
    ],
    [
      'a new account of Lambda',
      () => open().changeAccount({ lambdaConcurrency: 10 }),
      ['concurrency_exceeded'],
      1,
    ],
  ];
}
