/** One stage of Percorso: every capability, wired together. */

import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { omitAbsent } from '../engine/base/omit-absent.ts';
import type { Channel as ChannelName } from '../engine/model/channels.ts';
import { AccessPolicies } from './access-policies.ts';
import { Alarms } from './alarms/alarms.ts';
import { Channel } from './channel.ts';
import { addChannels, type MessageChannel } from './channels.ts';
import { ConfigPublishing } from './config-publishing.ts';
import { StageDashboard } from './dashboard.ts';
import { describeSettings } from './describe-settings.ts';
import { Erasure } from './erasure.ts';
import { PercorsoBus } from './event-bus.ts';
import { Feedback } from './feedback.ts';
import { type FunctionName, type RequiredFunctionName, requiredFunctionNames } from './functions.ts';
import { addInboundParts } from './inbound-parts.ts';
import { grantLinkKey, nameLinkKey } from './link-key.ts';
import { pinLogicalIds } from './logical-id.ts';
import { type CodeSource, PercorsoFunction } from './percorso-function.ts';
import { Pinpoint } from './pinpoint.ts';
import { Preferences } from './preferences.ts';
import { ProfilePipeline } from './profile-pipeline.ts';
import { Rejected } from './rejected.ts';
import { Runs } from './runs.ts';
import { grantSecrets, nameSecretsPath } from './secrets.ts';
import { SesConfiguration } from './ses-configuration.ts';
import type { Settings } from './settings.ts';
import { grantHosts, Storage } from './storage.ts';
import { Timers } from './timers.ts';
import { Undelivered } from './undelivered.ts';

export interface PercorsoStackProps extends StackProps {
  readonly settings: Settings;
  readonly code: CodeSource;
}

export class PercorsoStack extends Stack {
  constructor(scope: Construct, id: string, props: PercorsoStackProps) {
    super(scope, id, {
      stackName: `percorso-${props.settings.stage}`,
      description: 'Percorso: customer journeys and marketing automation',
      ...props,
    });
    const { settings } = props;
    const functions = this.#createFunctions(props);
    const storage = new Storage(this, 'Storage', settings);
    const undelivered = new Undelivered(this, 'Undelivered');
    const bus = new PercorsoBus(this, 'EventBus', { ...settings, undelivered });

    const { timelineDays, anonymousDays } = settings;
    const channels = addChannels(this, {
      createSender: (channel) => this.#findSender(channel, functions, props),
      advanceProfile: functions['advance-profile'],
      ...{ storage, bus, undelivered, settings },
    });
    // Webhooks have no message class: whatever caused one, its receiver is another system.
    const webhook = new Channel(this, 'Webhook', {
      sender: functions['call-webhook'],
      concurrency: settings.webhookConcurrency,
      ...{ storage, bus, timelineDays },
    });
    const added = Object.values<MessageChannel | undefined>(channels).filter(
      (channel) => channel !== undefined,
    );
    const messageChannels = added.map(({ channel }) => channel);
    for (const channel of messageChannels) {
      channel.grantContent(storage);
      grantLinkKey(channel.sender, settings.stage);
    }
    const secretsPath = nameSecretsPath(settings.stage);
    grantSecrets(functions['call-webhook'], secretsPath);
    grantHosts(storage, functions['call-webhook']);

    // Counts what they take of daily ceilings.
    for (const { channel } of [channels.email, channels.sms])
      storage.statistics.grant(channel.sender, 'UpdateItem');
    const ses = new SesConfiguration(this, 'Ses', { channel: channels.email.channel, settings });
    new Pinpoint(this, 'Pinpoint', {
      sendSms: functions['send-sms'],
      sendPush: functions['send-push'],
      settings,
    });
    const rejected = new Rejected(this, 'Rejected', {
      ...settings,
      keepRejected: functions['keep-rejected'],
      storage,
    });
    const timers = new Timers(this, 'Timers', {
      sweepTimers: functions['sweep-timers'],
      storage,
      undelivered,
      wakeShards: settings.wakeShards,
    });
    const pipeline = new ProfilePipeline(this, 'ProfilePipeline', {
      advanceProfile: functions['advance-profile'],
      channels: [...messageChannels, webhook],
      concurrency: settings.profileConcurrency,
      ...{ storage, bus, rejected, timers, timelineDays, anonymousDays },
    });
    const runs = new Runs(this, 'Runs', {
      startRuns: functions['start-runs'],
      fanOutAudience: functions['fan-out-audience'],
      advanceProfile: functions['advance-profile'],
      storage,
      undelivered,
      ...settings,
    });
    new ConfigPublishing(this, 'ConfigPublishing', {
      publishConfig: functions['publish-config'],
      ...{ storage, undelivered, settings, senders: ses.senders },
    });
    const feedback = new Feedback(this, 'Feedback', {
      bus,
      undelivered,
      configurationSetNames: ses.configurationSetNames,
      isSmsReported: settings.sms === 'sms-voice',
      recordFeedback: functions['record-feedback'],
      advanceProfile: functions['advance-profile'],
      profileQueue: pipeline.queue,
      concurrency: settings.profileConcurrency,
      reconcileSuppressions: functions['reconcile-suppressions'],
      // Without replies, a number that is stopped could not start again.
      optOutList: settings.smsInbound === '' ? '' : settings.smsOptOutList,
      ...{ storage, whatsApp: channels.whatsapp },
    });

    const preferences = settings.preferences
      ? new Preferences(this, 'Preferences', {
          servePreferences: this.#createFunction('serve-preferences', props),
          ...{ feedbackQueue: feedback.queue, storage, bus, undelivered, settings },
        })
      : undefined;
    const publicUrl = settings.publicUrl || (preferences?.publicUrl ?? '');
    for (const { sender } of messageChannels) sender.setVariable('PUBLIC_URL', publicUrl);
    const inbound = addInboundParts(this, {
      createFunction: (name) => this.#createFunction(name, props),
      lakeWriters: [functions['advance-profile'], functions['record-feedback']],
      ...{ storage, bus, rejected, undelivered, settings },
    });

    const queues = {
      profile: pipeline.queue,
      feedback: feedback.queue,
      ...Object.fromEntries(messageChannels.flatMap((channel) => Object.entries(channel.queues))),
      ...webhook.queues,
      rejected: rejected.queue,
      bulk: runs.bulkQueue,
      'fan-out': runs.fanOutQueue,
      ...omitAbsent({ partner: inbound.partners?.queue, 'inbound-sms': inbound.sms?.queue }),
    };
    const stored = { bucket: rejected.bucket, lake: inbound.lake?.bucket };
    new Erasure(this, 'Erasure', {
      erasePeople: functions['erase-people'],
      ...{ ...stored, storage, queues, undelivered, timelineDays },
    });
    const allFunctions = {
      ...functions,
      ...inbound.functions,
      ...Object.fromEntries(messageChannels.map(({ sender }) => [sender.name, sender])),
      ...omitAbsent({ 'serve-preferences': preferences?.servePreferences }),
    };
    const access = new AccessPolicies(this, 'Access', {
      ...{ storage, bus, queues, undelivered, secretsPath, ses, settings, whatsApp: channels.whatsapp },
      ...stored,
    });
    const alarms = settings.alarms
      ? new Alarms(this, 'Alarms', {
          ...{ settings, queues, undelivered, storage },
          functions: allFunctions,
        }).alarms
      : [];
    if (settings.dashboard) {
      new StageDashboard(this, 'Dashboard', {
        queues,
        alarms,
        functions: Object.values(allFunctions),
        stage: settings.stage,
        eventBusName: bus.bus.eventBusName,
        storage,
      });
    }

    pinLogicalIds(this);
    const outputs = {
      Stage: settings.stage,
      EventBusName: bus.bus.eventBusName,
      EventBusArn: bus.bus.eventBusArn,
      ProducerPolicyArn: bus.producerPolicy.managedPolicyArn,
      ...storage.tableNames,
      RejectedBucket: rejected.bucket.bucketName,
      SecretsPath: secretsPath,
      LinkKeyName: nameLinkKey(settings.stage),
      ProfileQueueUrl: pipeline.queue.queue.queueUrl,
      EmailQueueUrl: channels.email.channel.queues['email']?.queue.queueUrl ?? '',
      ...Object.fromEntries(messageChannels.map((channel) => channel.transactionalOutput)),
      Senders: ses.senders.join(','),
      ConfigurationSets: ses.configurationSetNames.join(','),
      ...describeSettings(settings),
      ...access.outputs,
      ...preferences?.outputs,
      ...Object.fromEntries(added.flatMap(({ outputs }) => Object.entries(outputs ?? {}))),
      ...inbound.outputs,
      NextStep: `npx percorso push examples --publish --stage ${settings.stage}`,
    };
    for (const [key, value] of Object.entries<string>(outputs)) new CfnOutput(this, key, { value });
  }

  #createFunctions(props: PercorsoStackProps): Readonly<Record<RequiredFunctionName, PercorsoFunction>> {
    const created = requiredFunctionNames.map((name) => [name, this.#createFunction(name, props)]);
    return Object.fromEntries(created) as Record<RequiredFunctionName, PercorsoFunction>;
  }

  #findSender(
    channel: ChannelName,
    functions: Partial<Readonly<Record<FunctionName, PercorsoFunction>>>,
    props: PercorsoStackProps,
  ): PercorsoFunction {
    const name = `send-${channel}` as const;
    return functions[name] ?? this.#createFunction(name, props);
  }

  #createFunction(name: FunctionName, { settings, code }: PercorsoStackProps): PercorsoFunction {
    const { stage, logDays } = settings;
    return new PercorsoFunction(this, toPascalCase(name), { name, stage, code, logDays });
  }
}

function toPascalCase(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
