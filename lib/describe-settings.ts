/** Settings that the command reads from the stack's outputs. */
import type { Settings } from './settings.ts';

export function describeSettings(settings: Settings): Readonly<Record<string, string>> {
  const { timelineDays, alarms, alarmTopicArn, emailRate, emailReserve } = settings;
  return {
    TimelineDays: String(timelineDays),
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

/** The channels that can send, comma-separated. */
export function describeChannels(settings: Settings): string {
  const isPinpoint = settings.createPinpointApplication || settings.pinpointApplicationId !== '';
  const has = {
    email: true,
    sms: settings.sms === 'sms-voice' || isPinpoint,
    push: isPinpoint,
    whatsapp: settings.whatsapp !== '',
  };
  return Object.entries(has)
    .flatMap(([channel, isThere]) => (isThere ? [channel] : []))
    .join(',');
}

/** From what SMS may be sent; `any` = Pinpoint, whose application decides. */
export function describeOriginations({ sms, smsOrigination, smsOriginations }: Settings): string {
  return sms === 'pinpoint' ? 'any' : [smsOrigination, ...smsOriginations].join(',');
}

/** Executions that the stage may use at the same time, without those of its few schedules and those that are reserved. */
function sumConcurrency({ preferencesConcurrency: _reserved, ...settings }: Settings): number {
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
