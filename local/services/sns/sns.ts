/** The part of SNS that an alarm topic needs: topics, and who has subscribed. Messages are not delivered. */
import { type Call, type CloudContext, type Service, ServiceError } from '../../service.ts';

/** SNS confirms these by itself within the account; all others wait until the receiver confirms. */
const ownProtocols = new Set(['sqs', 'lambda', 'firehose', 'application']);
const otherProtocols = new Set(['email', 'email-json', 'http', 'https', 'sms']);

interface Topic {
  confirmed: number;
  pending: number;
}

export function createSns(context: CloudContext): Service {
  const topics = new Map<string, Topic>();

  const find = ({ TopicArn: arn }: Call['input']): Topic => {
    if (!String(arn).startsWith(nameTopic(context, { Name: '' })))
      throw new ServiceError('InvalidParameter', 400, 'Invalid parameter: TopicArn');
    const topic = topics.get(String(arn));
    if (topic === undefined) throw new ServiceError('NotFound', 404, 'Topic does not exist');
    return topic;
  };

  const subscribe = (input: Call['input']): Record<string, unknown> => {
    const topic = find(input);
    const protocol = String(input['Protocol']);
    if (ownProtocols.has(protocol)) {
      topic.confirmed += 1;
      return { SubscriptionArn: `${input['TopicArn']}:${context.newId()}` };
    }
    if (!otherProtocols.has(protocol)) {
      throw new ServiceError(
        'InvalidParameter',
        400,
        `Invalid parameter: Does not support this protocol string: ${protocol}`,
      );
    }
    topic.pending += 1;
    return { SubscriptionArn: 'pending confirmation' };
  };

  return {
    name: 'sns',
    resourceTypes: [],
    operations: new Set(['CreateTopic', 'GetTopicAttributes', 'Subscribe']),
    create: async ({ type }) => {
      throw new ServiceError('ResourceTypeUnknown', 400, `sns creates no ${type}.`);
    },
    requirements: ({ operation, input }) => [
      {
        action: `SNS:${operation}`,
        resource: String(input['TopicArn'] ?? nameTopic(context, input)),
      },
    ],
    handle: async ({ operation, input }) => {
      if (operation === 'Subscribe') return subscribe(input);
      if (operation === 'CreateTopic') {
        const arn = nameTopic(context, input);
        if (!topics.has(arn)) topics.set(arn, { confirmed: 0, pending: 0 });
        return { TopicArn: arn };
      }
      const { confirmed, pending } = find(input);
      const attributes = {
        TopicArn: input['TopicArn'],
        Owner: context.accountId,
        SubscriptionsConfirmed: confirmed,
        SubscriptionsPending: pending,
        SubscriptionsDeleted: 0,
      };
      return { Attributes: new Map(Object.entries(attributes)) };
    },
    reset: async () => topics.clear(),
    close: async () => undefined,
  };
}

function nameTopic({ region, accountId }: CloudContext, { Name: name }: Call['input']): string {
  return `arn:aws:sns:${region}:${accountId}:${name}`;
}
