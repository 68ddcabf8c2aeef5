/** Delivers matched events to targets: queue, function or another bus, with permissions checked. */

import type { Access } from '../../iam/access.ts';
import type { CloudContext, Requirement } from '../../service.ts';
import type { SqsService } from '../sqs/sqs.ts';
import type { Rule, Target } from './bus.ts';
import { type BusEvent, mostHops } from './entry.ts';
import { shapeInput } from './input.ts';

/** Resolves when the event was delivered, or has failed; never rejects. */
export type Deliver = (rule: Rule, target: Target, event: BusEvent) => Promise<void>;

export interface DeliveryPlaces {
  readonly access: Access;
  readonly sqs: SqsService;
  /** Invokes a function asynchronously; resolves when its first attempt is finished. */
  invokeAsync(functionArn: string, payload: string): Promise<void>;
  forward(busArn: string, event: BusEvent): void;
  /** Attributes the cost of `run` to a caller. */
  attributeTo<T>(caller: string, run: () => T): T;
  /** Reports that an event was not delivered. */
  report(line: string): void;
}

class DeliveryRefusedError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'DeliveryRefusedError';
    this.code = code;
  }
}

/** Creates the delivery of one cloud. An event without permission goes to the target's dead-letter queue and is reported. */
export function createDelivery(context: CloudContext, places: DeliveryPlaces): Deliver {
  const checkService = (rule: Rule, requirement: Requirement): void => {
    const principal = { kind: 'aws', service: 'events.amazonaws.com' } as const;
    const isAllowed = places.access.isAllowed(principal, requirement, { 'aws:SourceArn': rule.arn });
    if (isAllowed) return;
    throw new DeliveryRefusedError(
      'NO_PERMISSIONS',
      `events.amazonaws.com may not ${requirement.action} on ${requirement.resource} for ${rule.arn}: no policy of that resource allows it`,
    );
  };

  const checkRole = (target: Target, requirement: Requirement): void => {
    const role = places.access.findRole(target.RoleArn ?? '');
    if (role !== undefined && places.access.isRoleAllowed(role, requirement)) return;
    throw new DeliveryRefusedError(
      'NO_PERMISSIONS',
      `role ${target.RoleArn ?? '(none)'} may not ${requirement.action} on ${requirement.resource}`,
    );
  };

  const handOver: Deliver = async (rule, target, event) => {
    const service = target.Arn.split(':')[2];
    if (service === 'events') {
      checkRole(target, { action: 'events:PutEvents', resource: target.Arn });
      if (event.hops >= mostHops)
        throw new DeliveryRefusedError('EVENT_LOOP', `${event.hops} hops between buses`);
      places.forward(target.Arn, event);
      return;
    }
    const payload = shapeInput(target, event.json, event.value, {
      ruleArn: rule.arn,
      ruleName: rule.name,
      ingestedAt: new Date(context.now()).toISOString(),
    });
    if (service === 'sqs') {
      const queue = places.sqs.findQueue(target.Arn);
      if (queue === undefined) throw new DeliveryRefusedError('RESOURCE_NOT_FOUND', `no queue ${target.Arn}`);
      checkService(rule, { action: 'sqs:SendMessage', resource: target.Arn });
      places.attributeTo('events.amazonaws.com', () => places.sqs.deliver(queue, { MessageBody: payload }));
      return;
    }
    if (service === 'lambda') {
      checkService(rule, { action: 'lambda:InvokeFunction', resource: target.Arn });
      await places.invokeAsync(target.Arn, payload);
      return;
    }
    throw new DeliveryRefusedError('TARGET_UNSUPPORTED', `the local cloud cannot deliver to ${target.Arn}`);
  };

  return async (rule, target, event) => {
    try {
      await handOver(rule, target, event);
    } catch (error) {
      const code = error instanceof DeliveryRefusedError ? error.code : 'SDK_CLIENT_ERROR';
      const message = error instanceof Error ? error.message : String(error);
      places.report(`rule ${rule.name} could not deliver event ${event.value.id}: ${code} ${message}`);
      const deadLetters = places.sqs.findQueue(target.DeadLetterConfig?.Arn ?? '');
      if (deadLetters === undefined) return;
      const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
      places.sqs.deliver(deadLetters, {
        MessageBody: event.json,
        MessageAttributes: {
          RULE_ARN: attribute(rule.arn),
          TARGET_ARN: attribute(target.Arn),
          ERROR_CODE: attribute(code),
          ERROR_MESSAGE: attribute(message),
        },
      });
    }
  };
}
