/** EventBridge Scheduler: schedules of the template that invoke a function or send to a queue, with their role. */

import { parseSchedule } from '../../clock/schedule-expression.ts';
import type { VirtualClock } from '../../clock/virtual-clock.ts';
import type { Access } from '../../iam/access.ts';
import type { CloudContext, ResolvedResource, ResourceHandle } from '../../service.ts';
import type { ResourceMaker } from '../../template/deploy.ts';
import { TemplateInvalidError } from '../../template/errors.ts';
import type { SqsService } from '../sqs/sqs.ts';

export interface SchedulerSettings {
  readonly clock: VirtualClock;
  readonly access: Access;
  readonly sqs: SqsService;
  invokeAsync(functionArn: string, payload: string): Promise<void>;
  /** Counts a run as activity until it is finished. */
  track(work: Promise<void>): Promise<void>;
  report(line: string): void;
}

interface ScheduleTarget {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input?: string;
}

const actions: Readonly<Record<string, string>> = { lambda: 'lambda:InvokeFunction', sqs: 'sqs:SendMessage' };

/** Time zones other than UTC and flexible windows are refused: they would run at another time than in AWS. */
export function createScheduler(context: CloudContext, settings: SchedulerSettings): ResourceMaker {
  const prefix = `arn:aws:scheduler:${context.region}:${context.accountId}`;
  const createdAt = context.now();

  const createSchedule = ({ logicalId, properties }: ResolvedResource): ResourceHandle => {
    const path = `Resources.${logicalId}.Properties`;
    const zone = String(properties['ScheduleExpressionTimezone'] ?? 'UTC');
    const mode = (properties['FlexibleTimeWindow'] as { Mode?: string } | undefined)?.Mode ?? 'OFF';
    if (!['UTC', 'Etc/UTC'].includes(zone) || mode !== 'OFF') {
      throw new TemplateInvalidError(
        path,
        `time zone ${zone}, flexible window ${mode}`,
        'use UTC and mode OFF',
      );
    }
    const name = String(properties['Name'] ?? logicalId);
    const arn = `${prefix}:schedule/${String(properties['GroupName'] ?? 'default')}/${name}`;
    const target = properties['Target'] as ScheduleTarget;
    if (properties['State'] !== 'DISABLED') {
      const run = async (): Promise<void> => deliver(name, target);
      const nextAfter = parseSchedule(String(properties['ScheduleExpression']), createdAt);
      settings.clock.addSchedule({ id: arn, nextAfter, run: () => settings.track(run()) });
    }
    return { ref: name, attributes: { Arn: arn } };
  };

  const deliver = async (name: string, { Arn, RoleArn, Input = '{}' }: ScheduleTarget): Promise<void> => {
    const service = Arn.split(':')[2] ?? '';
    const action = actions[service];
    const role = settings.access.findRole(RoleArn);
    const queue = settings.sqs.findQueue(Arn);
    const isAllowed =
      action !== undefined &&
      role !== undefined &&
      settings.access.isRoleAllowed(role, { action, resource: Arn });
    if (!isAllowed)
      settings.report(`schedule ${name} may not reach ${Arn}: role ${RoleArn} does not allow it`);
    else if (service === 'lambda') await settings.invokeAsync(Arn, Input);
    else if (queue !== undefined) settings.sqs.deliver(queue, { MessageBody: Input });
  };

  return {
    resourceTypes: ['AWS::Scheduler::Schedule', 'AWS::Scheduler::ScheduleGroup'],
    create: async (resource) => {
      if (resource.type === 'AWS::Scheduler::Schedule') return createSchedule(resource);
      const name = String(resource.properties['Name'] ?? resource.logicalId);
      return { ref: name, attributes: { Arn: `${prefix}:schedule-group/${name}` } };
    },
  };
}
