/** Email that SES receives: a receipt rule invokes a function with the headers of the message. */
import type { Access } from '../../iam/access.ts';
import {
  type CloudContext,
  type ResolvedResource,
  type ResourceHandle,
  ServiceError,
} from '../../service.ts';
import type { ResourceMaker } from '../../template/deploy.ts';

export interface ReceivedMail {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly subject?: unknown;
}

export interface Receiving extends ResourceMaker {
  /** Invokes the functions of the rules for the recipient. Throws ServiceError when there are none. */
  receive(mail: ReceivedMail): Promise<{ readonly invoked: number }>;
}

export interface ReceivingPlaces {
  readonly access: Access;
  invokeAsync(functionArn: string, payload: string): Promise<void>;
}

interface Rule {
  readonly arn: string;
  readonly recipients: readonly string[];
  readonly functions: readonly string[];
}

/** Every rule set counts as active. */
export function createReceiving(context: CloudContext, places: ReceivingPlaces): Receiving {
  const rules: Rule[] = [];

  function createRule({ logicalId, properties }: ResolvedResource): ResourceHandle {
    const {
      Name: name = logicalId,
      Enabled: enabled,
      Recipients: recipients = [],
      Actions: actions = [],
    } = (properties['Rule'] ?? {}) as Record<string, unknown>;
    const functions = (actions as Record<string, { FunctionArn?: string }>[]).map((action) => {
      const arn = action['LambdaAction']?.FunctionArn;
      if (arn !== undefined) return arn;
      const message = `The local cloud supports only LambdaAction in a receipt rule; received ${Object.keys(action)}.`;
      throw new ServiceError('InvalidParameterValue', 400, message);
    });
    const place = `arn:aws:ses:${context.region}:${context.accountId}`;
    const arn = `${place}:receipt-rule-set/${properties['RuleSetName']}:receipt-rule/${name}`;
    if (enabled === true) rules.push({ arn, recipients: (recipients as string[]).map(normalize), functions });
    return { ref: String(name), attributes: {} };
  }

  return {
    resourceTypes: ['AWS::SES::ReceiptRuleSet', 'AWS::SES::ReceiptRule'],
    create: async (resource) =>
      resource.type === 'AWS::SES::ReceiptRule'
        ? createRule(resource)
        : { ref: String(resource.properties['RuleSetName'] ?? resource.logicalId), attributes: {} },
    async receive({ from = '', to = '', subject = '' }) {
      const matching = rules.filter(({ recipients }) => recipients.includes(normalize(to)));
      if (matching.length === 0) {
        throw new ServiceError('MailboxUnknown', 404, `No receipt rule takes email for ${to}.`);
      }
      const commonHeaders = { from: [String(from)], to: [String(to)], subject: String(subject) };
      const mail = {
        messageId: context.newId(),
        source: String(from),
        destination: [String(to)],
        commonHeaders,
      };
      const record = { eventSource: 'aws:ses', eventVersion: '1.0', ses: { mail } };
      let invoked = 0;
      for (const { arn, functions } of matching) {
        for (const resource of functions) {
          const principal = { kind: 'aws', service: 'ses.amazonaws.com' } as const;
          const requirement = { action: 'lambda:InvokeFunction', resource };
          const source = { 'aws:SourceArn': arn, 'aws:SourceAccount': context.accountId };
          if (!places.access.isAllowed(principal, requirement, source)) {
            throw new ServiceError('AccessDenied', 403, `${arn} may not invoke ${resource}.`);
          }
          await places.invokeAsync(resource, JSON.stringify({ Records: [record] }));
          invoked += 1;
        }
      }
      return { invoked };
    },
  };
}

function normalize(address: unknown): string {
  return String(address).trim().toLowerCase();
}
