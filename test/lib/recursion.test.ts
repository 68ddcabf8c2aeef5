/** Functions that invoke themselves through queues: Lambda stops such a loop unless the function allows it. */
import { expect, it } from 'vitest';
import { listResources, type StageTemplate, synthesizeStage } from './synthesize-stage.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

it.each([{}, { sms: 'sms-voice', smsOrigination: '+393331234567' }])(
  'allows recursion for exactly the functions that a chain of queues leads back to, with context %j',
  (context) => {
    const template = synthesizeStage(context);
    const allowed = listResources(template, 'AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties['RecursiveLoop'] === 'Allow')
      .map(([id]) => id);
    const looping = findLoops(readGraph(template));
    expect(looping.map((id) => template.Resources[id]?.Properties['FunctionName'])).toEqual(
      expect.arrayContaining(['percorso-test-advance-profile', 'percorso-test-fan-out-audience']),
    );
    expect(allowed.sort()).toEqual(looping.sort());
  },
);

it('stops every other function that a mistake makes invoke itself', () => {
  for (const [id, { Properties }] of listResources(synthesizeStage(), 'AWS::Lambda::Function')) {
    expect(['Allow', 'Terminate'], id).toContain(Properties['RecursiveLoop']);
  }
});

/** Edges by logical id: a queue to the function it feeds, a function to what its role lets it send to or invoke. */
function readGraph(template: StageTemplate): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  const link = (from: string, to: string): void => {
    graph.set(from, (graph.get(from) ?? new Set()).add(to));
  };
  for (const [, { Properties }] of listResources(template, 'AWS::Lambda::EventSourceMapping')) {
    for (const queue of readIds(Properties['EventSourceArn'])) {
      for (const consumer of readIds(Properties['FunctionName'])) link(queue, consumer);
    }
  }
  const policies = listResources(template, 'AWS::IAM::Policy');
  for (const [id, { Properties }] of listResources(template, 'AWS::Lambda::Function')) {
    const [role] = readIds(Properties['Role']);
    for (const [, policy] of policies) {
      if (!readIds(policy.Properties['Roles']).includes(role ?? '')) continue;
      const { Statement: statements } = policy.Properties['PolicyDocument'] as {
        Statement: readonly Statement[];
      };
      for (const { Effect, Action, Resource } of statements) {
        const actions = [Action].flat();
        const sends = actions.some((action) => ['sqs:SendMessage', 'lambda:InvokeFunction'].includes(action));
        if (Effect === 'Allow' && sends) for (const target of readIds(Resource)) link(id, target);
      }
    }
  }
  return graph;
}

/** Functions from which a path leads back to themselves. */
function findLoops(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const reach = (start: string): Set<string> => {
    const seen = new Set<string>();
    const next = [...(graph.get(start) ?? [])];
    for (let id = next.pop(); id !== undefined; id = next.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      next.push(...(graph.get(id) ?? []));
    }
    return seen;
  };
  return [...graph.keys()].filter((id) => /Function/.test(id) && reach(id).has(id));
}

/** Logical ids that a value of the template refers to. */
function readIds(value: unknown): string[] {
  const text = JSON.stringify(value ?? null);
  return [...text.matchAll(/"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/g)].map(([, id = '']) => id);
}
