/** Creates the services of one cloud that store data, send messages, and say how sending fares. */

import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { Access } from '../iam/access.ts';
import type { CloudContext, Service } from '../service.ts';
import type { Template } from '../template/assembly.ts';
import { createAthena } from './athena/athena.ts';
import { createCloudwatch } from './cloudwatch/cloudwatch.ts';
import { createDynamodb } from './dynamodb/dynamodb.ts';
import { createFirehose } from './firehose/firehose.ts';
import { createPinpoint } from './pinpoint/pinpoint.ts';
import { createS3, type S3Service } from './s3/s3.ts';
import { createSes, type SesService } from './ses/ses.ts';
import { createSmsVoice } from './sms/voice.ts';
import { createSns } from './sns/sns.ts';
import { createSocial, type SocialService } from './social/social.ts';
import { createSsm } from './ssm/ssm.ts';

const factories = [
  createDynamodb,
  createPinpoint,
  createSmsVoice,
  createSocial,
  createS3,
  createSsm,
  createSns,
];

export async function createSendingServices(
  context: CloudContext,
  { clock, access }: { readonly clock: VirtualClock; readonly access: Access },
): Promise<Service[]> {
  const ses = createSes(context);
  const others = await Promise.all(factories.map(async (factory) => factory(context)));
  const s3 = others.find(({ name }) => name === 's3') as S3Service;
  return [
    ses,
    createCloudwatch(context, () => ses.account.limits),
    createAthena(context, s3),
    createFirehose(context, { clock, access, s3 }),
    ...others,
  ];
}

/**
 * Verifies the senders that the stack needs: on AWS an operator verifies them before the deployment. These are the
 * identities that its roles may send from, and the domains of the addresses in its functions' variables. All other
 * senders are refused.
 */
export function verifySenders(ses: SesService, access: Access, template: Template): void {
  for (const resource of access.listResources('ses:SendEmail')) {
    const identity = /^arn:aws:ses:[^:]*:[^:]*:identity\/([^*]+)$/.exec(resource)?.[1];
    if (identity !== undefined) ses.identities.verify(identity);
  }
  for (const { Properties } of Object.values(template.Resources)) {
    const environment = Properties?.['Environment'] as { Variables?: Record<string, unknown> } | undefined;
    for (const value of Object.values(environment?.Variables ?? {})) {
      const domain = /^(?:[^<>]*<)?[^@\s<>]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)>?$/.exec(String(value))?.[1];
      if (domain !== undefined) ses.identities.verify(domain);
    }
  }
}

/** People write to the number that the roles of the stack may send from. */
export function connectWhatsApp(social: SocialService, access: Access): void {
  for (const arn of access.listResources('social-messaging:SendWhatsAppMessage')) social.useNumber(arn);
}
