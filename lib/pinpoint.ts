/** SMS and push: the Pinpoint application or the End User Messaging origination they are sent through. */
import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { CfnApp, CfnSMSChannel } from 'aws-cdk-lib/aws-pinpoint';
import { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Settings } from './settings.ts';

export interface PinpointProps {
  readonly sendSms: PercorsoFunction;
  readonly sendPush: PercorsoFunction;
  readonly settings: Settings;
}

export class Pinpoint extends Construct {
  /** Empty when there is none: the senders then refuse each message with the reason. */
  readonly applicationId: string;

  constructor(scope: Construct, id: string, { sendSms, sendPush, settings }: PinpointProps) {
    super(scope, id);
    this.applicationId = this.#findApplication(settings);

    this.#allowMessages(sendPush);
    sendSms.setVariable('SMS_PROVIDER', settings.sms);
    sendSms.setVariable('SMS_ORIGINATION', settings.smsOrigination);
    sendSms.setVariable('SMS_CONFIGURATION_SET', settings.smsConfigurationSet);
    if (settings.sms === 'pinpoint') {
      this.#allowMessages(sendSms);
    } else {
      sendSms.setVariable('PINPOINT_APPLICATION_ID', '');
      sendSms.allow(['sms-voice:SendTextMessage'], this.#listSmsResources(settings));
      for (const origination of listOriginations(settings)) acknowledgeWildcard(sendSms, origination);
    }
  }

  #findApplication(settings: Settings): string {
    if (!settings.createPinpointApplication) return settings.pinpointApplicationId;
    const application = new CfnApp(this, 'Application', { name: `percorso-${settings.stage}` });
    Validations.of(application).acknowledge({
      id: 'CloudFormation-Validate::W3696',
      reason: 'Requested by createPinpointApplication=true; an existing application is preferred.',
    });
    if (settings.sms === 'pinpoint') {
      // The SMS channel of a new application is disabled until it is enabled here.
      const channel = new CfnSMSChannel(this, 'SmsChannel', {
        applicationId: application.ref,
        enabled: true,
      });
      Validations.of(channel).acknowledge({
        id: 'CloudFormation-Validate::W3696',
        reason: 'Created with its application.',
      });
    }
    return application.ref;
  }

  #allowMessages(sender: PercorsoFunction): void {
    sender.setVariable('PINPOINT_APPLICATION_ID', this.applicationId);
    if (this.applicationId === '') return;
    sender.allow(
      ['mobiletargeting:SendMessages'],
      [
        Stack.of(this).formatArn({
          service: 'mobiletargeting',
          resource: 'apps',
          resourceName: `${this.applicationId}/messages`,
          arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
        }),
      ],
    );
  }

  #listSmsResources(settings: Settings): string[] {
    const { smsConfigurationSet } = settings;
    const name = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({
        service: 'sms-voice',
        resource,
        resourceName,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      });
    const identities = listOriginations(settings).map((origination) =>
      origination.startsWith('arn:') ? origination : name(...nameResource(origination)),
    );
    return [
      ...new Set(identities),
      ...(smsConfigurationSet === '' ? [] : [name('configuration-set', smsConfigurationSet)]),
    ];
  }
}

function listOriginations({ smsOrigination, smsOriginations }: Settings): readonly string[] {
  return [smsOrigination, ...smsOriginations];
}

/** IAM names phone numbers by id, and sender ids by country: those two need a wildcard in the resource. */
function nameResource(origination: string): [resource: string, name: string] {
  if (origination.startsWith('pool-')) return ['pool', origination];
  if (origination.startsWith('phone-')) return ['phone-number', origination];
  if (/^\+?\d+$/.test(origination)) return ['phone-number', '*'];
  return ['sender-id', `${origination}/*`];
}

function acknowledgeWildcard(sender: PercorsoFunction, origination: string): void {
  const resource = origination.startsWith('arn:') ? '' : nameResource(origination).join('/');
  if (!resource.endsWith('*')) return;
  Validations.of(sender).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sms-voice:<AWS::Region>:<AWS::AccountId>:${resource}]`,
    reason: 'IAM names phone numbers by id and sender ids by country; the context gives neither.',
  });
}
