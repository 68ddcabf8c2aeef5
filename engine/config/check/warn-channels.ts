/** Warns of live documents that send through a channel that the stage does not have. */
import type { Channel } from '../../model/channels.ts';
import type { ConfigDocument } from '../../model/documents/documents.ts';
import { listReferences } from '../kinds/kind-definitions.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

export interface StatedChannel {
  readonly segments: readonly PathSegment[];
  readonly channel: Channel;
  /** The template, where the document names one. */
  readonly template?: string;
}

/** What becomes of the messages, and the setting that adds the channel. Every stage has email. */
const missing: Readonly<Record<Exclude<Channel, 'email'>, readonly [end: string, setting: string]>> = {
  sms: [
    'will wait, with the alarm "sending-disabled", and end in the dead-letter queue',
    '-c pinpointApplicationId=..., or -c sms=sms-voice -c smsOrigination=...',
  ],
  push: [
    'will wait, with the alarm "sending-disabled", and end in the dead-letter queue',
    '-c pinpointApplicationId=...',
  ],
  whatsapp: [
    'will end in the queue of undelivered events, with its alarm',
    '-c whatsapp=phone-number-id-...',
  ],
};

/** Of live documents: the channel of a template, and those of the templates that a document sends. Email is left out. */
export function listChannels(
  document: ConfigDocument,
  templates: ReadonlyMap<string, Channel>,
): readonly StatedChannel[] {
  if (document.status !== 'live') return [];
  const own: readonly StatedChannel[] =
    document.kind === 'template' ? [{ segments: ['channel'], channel: document.channel }] : [];
  const named = listReferences(document).flatMap(({ kind, id: template, segments }): StatedChannel[] => {
    const channel = kind === 'template' ? templates.get(template) : undefined;
    return channel === undefined ? [] : [{ segments, channel, template }];
  });
  return [...own, ...named].filter(({ channel }) => channel !== 'email');
}

/** `channels`: those of the stage. */
export function warnOfChannels(stated: readonly StatedChannel[], channels: readonly string[]): Finding[] {
  return stated.flatMap(({ segments, channel, template }): Finding[] => {
    if (channel === 'email' || channels.includes(channel)) return [];
    const [end, setting] = missing[channel];
    return [
      {
        segments,
        received: template ?? channel,
        remedy: `This stage has no ${channel} channel: messages ${end}. Deploy with ${setting}, or keep this document out of this stage.`,
        code: 'channel_missing',
        severity: 'warning',
      },
    ];
  });
}
