/** WhatsApp: the phone number that the sender uses, and the topic through which AWS reports. */
import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Channel, type ChannelParts } from './channel.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import { planSending, readWhatsAppRate } from './sending-rate.ts';
import { createServiceTopic, feedFromTopic } from './service-topic.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

export class WhatsApp extends Construct {
  readonly channel: Channel;
  readonly outputs: Readonly<Record<string, string>>;
  /** The event destination of the WhatsApp Business account. */
  readonly #topicArn: string;
  readonly #undelivered: Undelivered;
  readonly #phoneNumber: string;

  constructor(
    scope: Construct,
    id: string,
    { createSender, settings, undelivered, ...stores }: ChannelParts,
  ) {
    super(scope, id);
    this.#undelivered = undelivered;
    this.channel = new Channel(this, 'WhatsApp', {
      sender: createSender(),
      ...planSending(readWhatsAppRate(settings)),
      ...{ ...stores, timelineDays: settings.timelineDays },
    });
    this.#topicArn = settings.whatsappTopicArn || this.#createTopic(settings.stage);
    this.outputs = { WhatsAppTopicArn: this.#topicArn, WhatsAppNumber: settings.whatsapp };
    this.#phoneNumber = settings.whatsapp;
    this.allowSending(this.channel.sender);
  }

  /** From the number of the stage. */
  allowSending(target: PercorsoFunction): void {
    target.setVariable('WHATSAPP_PHONE_NUMBER', this.#phoneNumber);
    target.allow(['social-messaging:SendWhatsAppMessage'], [this.#formatArn(this.#phoneNumber)]);
  }

  /** For the doctor: whether the number is linked. */
  listReadStatements(): PolicyStatement[] {
    const actions = ['social-messaging:GetLinkedWhatsAppBusinessAccountPhoneNumber'];
    return [new PolicyStatement({ actions, resources: [this.#formatArn(this.#phoneNumber)] })];
  }

  /** The queue receives every event of the account, as AWS published it. */
  feed(id: string, queue: WorkQueue): void {
    const target = { queue, undelivered: this.#undelivered, isRaw: true };
    feedFromTopic(this, id, { topicArn: this.#topicArn, ...target });
  }

  #createTopic(stage: string): string {
    const topic = createServiceTopic(this, {
      service: 'social-messaging.amazonaws.com',
      logicalId: 'WhatsAppTopic',
      topicName: `percorso-${stage}-whatsapp`,
    });
    Validations.of(topic).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'The subscriptions have it.',
    });
    return topic.topicArn;
  }

  /** IAM names a number by what follows `phone-number-id-`. */
  #formatArn(phoneNumber: string): string {
    if (phoneNumber.startsWith('arn:')) return phoneNumber;
    return Stack.of(this).formatArn({
      service: 'social-messaging',
      resource: 'phone-number-id',
      resourceName: phoneNumber.replace('phone-number-id-', ''),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}
