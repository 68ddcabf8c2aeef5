/** Settings that the command reads from the stack's outputs. */
import { describeChannels } from './channels.ts';
import type { Settings } from './settings.ts';

export function describeSettings(settings: Settings): Readonly<Record<string, string>> {
  const { timelineDays, lookDays, alarms, alarmTopicArn, emailRate, emailReserve } = settings;
  return {
    TimelineDays: String(timelineDays),
    LookDays: String(lookDays),
    EmailRate: String(emailRate),
    EmailReserve: String(emailReserve),
    Channels: describeChannels(settings),
    SmsOriginations: describeOriginations(settings),
    FunctionConcurrency: String(sumConcurrency(settings)),
    // CloudFormation has no empty outputs.
    AlarmTopicArn: alarms && alarmTopicArn !== '' ? alarmTopicArn : 'none',
    AlarmNotifications: describeAlarms(settings),
  };
}

/** From what SMS may be sent; `any` = Pinpoint, whose application decides. */
export function describeOriginations({ sms, smsOrigination, smsOriginations }: Settings): string {
  return sms === 'pinpoint' ? 'any' : [smsOrigination, ...smsOriginations].join(',');
}

/** Executions that the stage may use at the same time, without those of its few schedules and those that are reserved. */
function sumConcurrency({
  preferencesConcurrency: _reserved,
  httpApiConcurrency: _reservedToo,
  profileApiConcurrency: _reservedAsWell,
  ...settings
}: Settings): number {
  return Object.entries(settings).reduce(
    (sum, [name, value]) => (name.endsWith('oncurrency') && typeof value === 'number' ? sum + value : sum),
    0,
  );
}

function describeAlarms({ alarms, alarmTopicArn }: Settings): string {
  if (!alarms) return 'There are no alarms: deploy with alarms=true.';
  if (alarmTopicArn !== '') return `Alarms notify ${alarmTopicArn}.`;
  return 'Alarms have no notification target: deploy with -c alarmTopicArn=<ARN of an SNS topic>.';
}
