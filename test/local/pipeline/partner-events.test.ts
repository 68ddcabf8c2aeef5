/** Events of SaaS partners, from a partner event bus to the profile, on the deployed bundles. */
import { EventBridgeClient, PutPartnerEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as samples from '../../harness/partner-samples.ts';
import { listRejected, readPerson, readProfile, readRejectedEvent } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
let partner: EventBridgeClient;

beforeAll(async () => {
  session = await openSession({ startAt: '2026-11-22T10:01:00Z' });
  partner = new EventBridgeClient({
    endpoint: session.cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'partner', secretAccessKey: 'local' },
  });
  await session.publish(`
kind: trait
id: spent_on_products
status: live
function: sum
event: Order Completed
path: properties.products.price
times: properties.products.quantity
---
kind: trait
id: orders
status: live
function: count
event: Order Completed
`);
});
afterAll(async () => {
  partner.destroy();
  await session.close();
});

interface PartnerSample {
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: object;
}

async function putPartnerEvents(...events: readonly PartnerSample[]): Promise<(string | undefined)[]> {
  const { Entries = [] } = await partner.send(
    new PutPartnerEventsCommand({
      Entries: events.map((event) => ({
        Source: event.source,
        DetailType: event['detail-type'],
        Time: new Date(event.time),
        Detail: JSON.stringify(event.detail),
      })),
    }),
  );
  return Entries.map(({ ErrorCode }) => ErrorCode);
}

it('brings events of Segment, Auth0 and Shopify to their people, each counted once', async () => {
  const order = samples.shopifyOrder;
  expect(
    await putPartnerEvents(samples.segmentTrack, samples.segmentTrack, samples.auth0SignUp, order, order),
  ).toEqual(Array(5).fill(undefined));
  expect(await session.settle()).toEqual({});

  const anna = await readProfile(session, 'userId:anna');
  expect(anna.traits['email']).toMatchObject({ value: 'anna@example.com' });
  expect(anna.computed['orders']).toMatchObject({ count: 1 });

  const { items } = await readPerson(session, 'externalId:auth0:auth0|6012d7ecc');
  expect(items).toMatchObject([{ kind: 'entry', entry: { name: 'Signed Up' } }]);

  const clara = await readProfile(session, 'email:clara@example.com');
  expect(clara.computed).toMatchObject({ orders: { count: 1 }, spent_on_products: { sum: 398 } });
  expect(clara.traits['first_name']).toMatchObject({ value: 'Clara' });
});

it('keeps an event that concerns no person among the rejected, with all that came', async () => {
  await putPartnerEvents(samples.shopifyProduct);
  expect(await session.settle()).toEqual({});
  const [rejected] = await listRejected(session);
  expect(rejected).toMatchObject({ code: 'no_identity' });
  const event = JSON.parse(await readRejectedEvent(session, rejected?.key ?? ''));
  expect(event).toMatchObject({
    source: 'shopify.com/1830279/shop',
    detail: { context: { partnerEvent: samples.shopifyProduct.detail } },
  });
});

it('takes no event of a source that no bus is associated with', async () => {
  const stray = { ...samples.segmentTrack, source: 'aws.partner/segment.com/else' };
  expect(await putPartnerEvents(stray)).toEqual(['ResourceNotFoundException']);
});
