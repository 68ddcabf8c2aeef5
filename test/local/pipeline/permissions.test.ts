/** A permission too few in the template: the pipeline says which, loses nothing, and goes on once it is granted. */
import { afterEach, expect, it } from 'vitest';
import { readLogs } from '../../../local/control/read-logs.ts';
import { type ChangedAssembly, changeTemplate, type TemplateResource } from './change-template.ts';
import { orders } from './config.ts';
import { listRejected } from './observe.ts';
import { openSession, type Session } from './session.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

let session: Session | undefined;
let changed: ChangedAssembly | undefined;
afterEach(async () => {
  await session?.close();
  await changed?.remove();
});

const minute = 60_000;

/** Takes an action away from the function's role wherever the resource's text names `about`; answers how often. */
function removePermission(
  resources: Readonly<Record<string, TemplateResource>>,
  functionName: string,
  action: string,
  about: string,
): number {
  let taken = 0;
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    if (Type !== 'AWS::IAM::Policy' || !id.startsWith(`${functionName}Role`)) continue;
    const document = Properties['PolicyDocument'] as { Statement: readonly Statement[] };
    document.Statement = document.Statement.flatMap((statement) => {
      const actions = [statement.Action].flat();
      if (!actions.includes(action) || !JSON.stringify(statement.Resource).includes(about))
        return [statement];
      taken += 1;
      const Action = actions.filter((name) => name !== action);
      return Action.length === 0 ? [] : [{ ...statement, Action }];
    });
  }
  return taken;
}

it.each([
  ['AdvanceProfile', 'dynamodb:PutItem', 'ProfilesData', /:table\/\S*Profiles/],
  ['AdvanceProfile', 'sqs:SendMessage', 'EmailQueue', /:sqs:\S*(?:Email(?:Transactional)?|Rejected)Queue/],
  ['SendEmail', 'ses:SendEmail', 'configuration-set', /:ses:\S*(?:identity|configuration-set)\//],
  ['KeepRejected', 's3:PutObject', 'RejectedTouchpoints', /:s3:::\S*rejected/i],
])('%s without %s on %s fails loudly, and heals', async (functionName, action, about, resource) => {
  changed = await changeTemplate((resources) => {
    expect(removePermission(resources, functionName, action, about)).toBe(1);
  });
  const reports: string[] = [];
  session = await openSession({ cdkOut: changed.cdkOut, onReport: (line) => reports.push(line) });
  await session.publish(orders);
  await session.put(
    { name: 'Order Completed', detail: { userId: 'ida', traits: { email: 'ida@example.com' } } },
    { name: 'Order Completed', detail: { other: true } },
  );
  await session.advance(minute);

  // Named in the function's own log and aloud by the local cloud: who, what, on what.
  const refused = session.cloud.gateway.refused().filter(({ reason }) => reason === 'access_denied');
  expect(refused.length).toBeGreaterThan(0);
  for (const { message } of refused) {
    expect(message).toContain(`is not authorized to perform: ${action} on resource: arn:aws:`);
    expect(message).toContain(functionName);
    expect(message).toMatch(resource);
  }
  expect(reports.some((line) => line.includes(action))).toBe(true);
  const log = readLogs(session.cloud, functionName).map(({ line }) => line);
  expect(log.some((line) => /AccessDenied|not authorized/.test(line))).toBe(true);

  // Granted, what waited is done: no touchpoint and no message was lost.
  const role = [...session.cloud.stack.scope.handles.keys()].find((id) =>
    new RegExp(`^${functionName}Role[0-9A-F]{8}$`).test(id),
  );
  session.cloud.access.attachPolicy(role ?? '', {
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  });
  expect(await session.settle()).toEqual({});
  expect(session.emailsTo('ida@example.com')).toHaveLength(1);
  const codes = (await listRejected(session)).map(({ code }) => code);
  expect(new Set(codes)).toEqual(new Set(['no_identity']));
});
