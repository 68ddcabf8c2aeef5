/** Reads who may do what from a template: role → resource → actions. */
import { listResources, type StageTemplate } from './synthesize-stage.ts';

export interface PolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/** The statements of every policy of roles, queues, buckets and topics, by logical id. */
export function listStatements(template: StageTemplate): [string, PolicyStatement][] {
  const types = [
    'AWS::IAM::Policy',
    'AWS::IAM::ManagedPolicy',
    'AWS::SQS::QueuePolicy',
    'AWS::S3::BucketPolicy',
  ];
  return types.flatMap((type) =>
    listResources(template, type).flatMap(([id, { Properties }]) => {
      const { Statement } = Properties['PolicyDocument'] as { Statement: PolicyStatement[] };
      return Statement.map((statement): [string, PolicyStatement] => [id, statement]);
    }),
  );
}

/** What each function may do, as `<resource> <action>`, apart from logs and traces, which all have alike. */
export function readFunctionPermissions(template: StageTemplate): Record<string, string[]> {
  const permissions: Record<string, string[]> = {};
  for (const [, { Properties }] of listResources(template, 'AWS::Lambda::Function')) {
    const [role] = (Properties['Role'] as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
    permissions[String(Properties['FunctionName']).replace(/^percorso-[a-z0-9]+-/, '')] = listResources(
      template,
      'AWS::IAM::Policy',
    )
      .filter(([, policy]) => JSON.stringify(policy.Properties['Roles']).includes(`"${role}"`))
      .flatMap(
        ([, policy]) => (policy.Properties['PolicyDocument'] as { Statement: PolicyStatement[] }).Statement,
      )
      .flatMap(({ Action, Resource }) =>
        [Resource]
          .flat()
          .flatMap((resource) => [Action].flat().map((action) => `${nameArn(resource)} ${action}`)),
      )
      .filter((line) => !/ (logs|xray):/.test(line))
      .sort();
  }
  return permissions;
}

/** Short and readable: `EmailQueue`, `ProfilesData/index/wake`, `ses:identity/example.com`. */
function nameArn(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const found = resource as { 'Fn::GetAtt'?: [string, string]; 'Fn::Join'?: [string, unknown[]] };
  if (found['Fn::GetAtt']) return found['Fn::GetAtt'][0];
  const parts = (found['Fn::Join']?.[1] ?? []).map((part) =>
    typeof part === 'object' ? nameReference(part) : String(part),
  );
  return parts.join('').replace('arn:<Partition>:', '').replace(':<Region>:<AccountId>:', ':');
}

function nameReference(part: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  return attribute ? attribute[0] : `<${String(Ref).replace('AWS::', '')}>`;
}
