/**
 * AWS prices in us-east-1, in dollars, on demand and before any free tier. A price that depends on a country or a plan
 * names it. Check the sources before relying on a sum.
 */

export interface Price {
  /** Dollars for `per` units. */
  readonly dollars: number;
  readonly per: number;
  /** The page with the price. */
  readonly source: string;
  readonly note?: string;
}

/** The day on which the prices were read: compare with their pages before relying on a sum. */
export const pricesDate = '2026-11-22';
export const pricesRegion = 'us-east-1';

const million = 1_000_000;
const eventbridgePricing = 'https://aws.amazon.com/eventbridge/pricing/';
const lambdaPricing = 'https://aws.amazon.com/lambda/pricing/';
const dynamodbPricing = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const s3Pricing = 'https://aws.amazon.com/s3/pricing/';
const messagingPricing = 'https://aws.amazon.com/end-user-messaging/pricing/';

/** Dollars per GB-second on arm64, first tier; invocation and initialization cost the same since August 2025. */
const arm64GbSecond = 0.0000133334;

/** By unit, as the services here count them. */
export const priceTable: Readonly<Record<string, Price>> = {
  'events.custom-events': {
    dollars: 1,
    per: million,
    source: eventbridgePricing,
    note: 'each 64 KB of an event; AWS service events are free',
  },
  'events.partner-events': {
    dollars: 1,
    per: million,
    source: eventbridgePricing,
    note: 'each 64 KB of an event of a SaaS partner',
  },
  'events.cross-bus-events': {
    dollars: 1,
    per: million,
    source: eventbridgePricing,
    note: 'events from one bus to another are charged as custom events (user guide, eb-bus-to-bus)',
  },
  'sqs.requests': {
    dollars: 0.4,
    per: million,
    source: 'https://aws.amazon.com/sqs/pricing/',
    note: 'standard queue; each 64 KB of a payload is a request',
  },
  'sns.publishes': {
    dollars: 0.5,
    per: million,
    source: 'https://aws.amazon.com/sns/pricing/',
    note: 'standard topic; each 64 KB of a message; delivery to SQS is free',
  },
  'lambda.requests': { dollars: 0.2, per: million, source: lambdaPricing },
  'lambda.gb-milliseconds': { dollars: arm64GbSecond, per: 1000, source: lambdaPricing, note: 'arm64' },
  'lambda.init-gb-milliseconds': { dollars: arm64GbSecond, per: 1000, source: lambdaPricing, note: 'arm64' },
  'dynamodb.read-request-units': {
    dollars: 0.125,
    per: million,
    source: dynamodbPricing,
    note: 'standard table class, since November 2024',
  },
  'dynamodb.write-request-units': {
    dollars: 0.625,
    per: million,
    source: dynamodbPricing,
    note: 'standard table class, since November 2024',
  },
  'ses.messages': {
    dollars: 0.1,
    per: 1000,
    source: 'https://aws.amazon.com/ses/pricing/',
    note: 'each recipient; attachments and dedicated addresses are extra',
  },
  'sms.parts': {
    dollars: 0.00581,
    per: 1,
    source: messagingPricing,
    note: 'to the United States; carrier fees and other countries differ, some by a factor of ten',
  },
  'whatsapp.messages': {
    dollars: 0.005,
    per: 1,
    source: messagingPricing,
    note: "each message sent or received; Meta's own fees, by country and category, are extra",
  },
  'push.messages': { dollars: 1, per: million, source: messagingPricing },
  's3.put-requests': { dollars: 0.005, per: 1000, source: s3Pricing, note: 'S3 Standard' },
  's3.list-requests': { dollars: 0.005, per: 1000, source: s3Pricing, note: 'S3 Standard' },
  's3.get-requests': { dollars: 0.0004, per: 1000, source: s3Pricing, note: 'S3 Standard' },
  'firehose.ingested-bytes': {
    dollars: 0.029,
    per: 1_000_000_000,
    source: 'https://aws.amazon.com/firehose/pricing/',
    note: 'direct put, first 500 TB of a month; each record is rounded up to 5 KB',
  },
  'athena.scanned-bytes': {
    dollars: 5,
    per: 1_000_000_000_000,
    source: 'https://aws.amazon.com/athena/pricing/',
    note: 'at least 10 MB per query',
  },
};

/** Dollars of a quantity; undefined for a unit without a price. */
export function priceUnits(unit: string, quantity: number): number | undefined {
  const price = priceTable[unit];
  return price === undefined ? undefined : (quantity / price.per) * price.dollars;
}
