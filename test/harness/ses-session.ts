/** A local SES with a configuration set that reports, created again by `startReporting` before each test. */
import { createSes, type SesService } from '../../local/services/ses/ses.ts';
import { createCaller, createFakeCloud, type FakeCloud } from './fake-cloud.ts';

export let cloud: FakeCloud;
export let service: SesService;
export let call: ReturnType<typeof createCaller>;

export const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/default';

export async function startSes(
  types: string[],
  options: Parameters<typeof createSes>[1] = {},
): Promise<void> {
  cloud = createFakeCloud();
  service = createSes(cloud, options);
  service.identities.verify('example.com');
  await service.create({
    logicalId: 'Set',
    type: 'AWS::SES::ConfigurationSet',
    properties: { Name: 'main' },
  });
  await service.create({
    logicalId: 'Events',
    type: 'AWS::SES::ConfigurationSetEventDestination',
    properties: {
      ConfigurationSetName: 'main',
      EventDestination: { MatchingEventTypes: types, EventBridgeDestination: { EventBusArn: BUS } },
    },
  });
  call = createCaller(service);
}

/** With every kind of report switched on. */
export const startReporting = (): Promise<void> =>
  startSes(['send', 'delivery', 'bounce', 'complaint', 'open', 'CLICK', 'RENDERING_FAILURE']);

export const simple = (more: Record<string, unknown> = {}) => ({
  Subject: { Data: 'Hello' },
  Body: { Html: { Data: '<p>Hi</p>' }, Text: { Data: 'Hi' } },
  ...more,
});
export const email = (to: string | string[], more: Record<string, unknown> = {}, content = simple()) => ({
  FromEmailAddress: 'Shop <hello@example.com>',
  Destination: { ToAddresses: [to].flat() },
  ConfigurationSetName: 'main',
  Content: { Simple: content },
  ...more,
});
export const send = async (...parts: Parameters<typeof email>): Promise<string> =>
  String((await call('SendEmail', email(...parts)))['MessageId']);
export const names = () => cloud.events.map((event) => event.detailType);
