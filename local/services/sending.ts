/** The services that keep data and send messages, made for one cloud. */

import { existsSync } from 'node:fs';
import type { CloudContext, Service, ServiceFactory } from '../service.ts';

const FACTORIES: Readonly<Record<string, string>> = {
  './dynamodb.ts': 'createDynamodb',
  './ses.ts': 'createSes',
  './pinpoint.ts': 'createPinpoint',
  './sms-voice.ts': 'createSmsVoice',
  './s3.ts': 'createS3',
};

export async function createSendingServices(context: CloudContext): Promise<Service[]> {
  const services: Service[] = [];
  for (const [file, name] of Object.entries(FACTORIES)) {
    const url = new URL(file, import.meta.url);
    if (!existsSync(url)) continue;
    const module = (await import(url.href)) as Record<string, ServiceFactory>;
    const factory = module[name];
    if (factory !== undefined) services.push(await factory(context));
  }
  return services;
}
