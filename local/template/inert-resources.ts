/** Resource types of an explicit list that are accepted although they have no effect locally. */

import type { ResolvedResource, ResourceHandle } from '../service.ts';
import type { ResourceMaker } from './deploy.ts';

interface Inert {
  /** The property that names it, if any. */
  readonly name?: string;
  /** ARN after `arn:aws:`, with `{region}`, `{account}` and `{name}`. */
  readonly arn?: string;
  /** The value of `Ref`. */
  readonly ref?: 'name' | 'arn';
}

const inertTypes: Readonly<Record<string, Inert>> = {
  'AWS::CDK::Metadata': {},
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: 'cloudwatch:{region}:{account}:alarm:{name}' },
  'AWS::CloudWatch::CompositeAlarm': { name: 'AlarmName', arn: 'cloudwatch:{region}:{account}:alarm:{name}' },
  'AWS::CloudWatch::Dashboard': { name: 'DashboardName', arn: 'cloudwatch::{account}:dashboard/{name}' },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: 'logs:{region}:{account}:log-group:{name}:*' },
  'AWS::Logs::MetricFilter': { name: 'FilterName' },
  'AWS::Logs::QueryDefinition': { name: 'Name' },
  // Messages of devices come from outside the account: a test puts them into the queue as the rule would.
  'AWS::IoT::TopicRule': { arn: 'iot:{region}:{account}:rule/{name}' },
  // Tables and views for Athena, which reads the bucket: tests read the same files with DuckDB.
  'AWS::Glue::Database': {},
  'AWS::Glue::Table': {},
  'AWS::Athena::NamedQuery': {},
  'AWS::ApplicationInsights::Application': {},
  'AWS::ResourceGroups::Group': { name: 'Name' },
};

/** Creates resources without behaviour: they only have values for `Ref` and `GetAtt`. */
export function createInertResources(place: { region: string; accountId: string }): ResourceMaker {
  return {
    resourceTypes: Object.keys(inertTypes),
    create: async (resource: ResolvedResource): Promise<ResourceHandle> => {
      const inert = inertTypes[resource.type] ?? {};
      const given = inert.name === undefined ? undefined : resource.properties[inert.name];
      const name = typeof given === 'string' ? given : resource.logicalId;
      const arn = (inert.arn ?? `local:{region}:{account}:{name}`)
        .replace('{region}', place.region)
        .replace('{account}', place.accountId)
        .replace('{name}', name);
      const full = `arn:aws:${arn}`;
      return {
        ref: inert.ref === 'arn' ? full : name,
        attributes: { Arn: full, TopicArn: full, TopicName: name },
      };
    },
  };
}
