/** Partner event sources: what the stack has for them, and that it has none of it without them. */
import { describe, expect, it } from 'vitest';
import { listStatements, readFunctionPermissions } from './read-permissions.ts';
import { listResources, synthesizeStage } from './synthesize-stage.ts';

const sources = ['aws.partner/segment.com/web', 'aws.partner/shopify.com/1830279/shop'];
const template = synthesizeStage({ partnerSources: sources.join(', ') });
const plain = synthesizeStage();

describe('partner event sources', () => {
  it('add nothing to a stage that names none', () => {
    const added = Object.keys(template.Resources).filter((id) => plain.Resources[id] === undefined);
    expect(added.length).toBeGreaterThan(8);
    expect(added.filter((id) => !/Partner/.test(id))).toEqual([]);
    expect(JSON.stringify(plain)).not.toMatch(/partner/i);
  });

  it('have a rule each on their own bus, which delivers to the partner queue and keeps what it cannot deliver', () => {
    const rules = listResources(template, 'AWS::Events::Rule')
      .map(([, { Properties }]) => Properties)
      .filter(({ EventBusName }) => String(EventBusName).startsWith('aws.partner/'));
    expect(rules).toEqual(
      sources.map((source) =>
        expect.objectContaining({
          EventBusName: source,
          EventPattern: { source: [source] },
          Targets: [
            expect.objectContaining({
              Arn: { 'Fn::GetAtt': ['PartnerQueue', 'Arn'] },
              DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['UndeliveredEvents', 'Arn'] } },
            }),
          ],
        }),
      ),
    );
  });

  it('let the bridge speak as these sources and do nothing else', () => {
    expect(readFunctionPermissions(template)['bridge-partner-events']).toEqual([
      'PartnerQueue sqs:DeleteMessage',
      'PartnerQueue sqs:GetQueueAttributes',
      'PartnerQueue sqs:ReceiveMessage',
      'StatisticsData dynamodb:GetItem',
      'StatisticsData dynamodb:PutItem',
      'TouchpointBus events:PutEvents',
    ]);
    const [statement] = listStatements(template).filter(
      ([id, { Action }]) => id.startsWith('BridgePartnerEvents') && Action === 'events:PutEvents',
    );
    expect(statement?.[1].Condition).toEqual({
      'ForAllValues:StringEquals': {
        'events:source': ['segment.com/web', 'shopify.com/1830279/shop'],
      },
    });
  });

  it('fit into the policies of the queues when there are as many as can be, with the longest names', () => {
    const many = Array.from(
      { length: 10 },
      (_, index) => `aws.partner/segment.com/${index}${'x'.repeat(231)}`,
    );
    const stage = synthesizeStage({ partnerSources: many.join(',') });
    const policies = listResources(stage, 'AWS::SQS::QueuePolicy').map(([, { Properties }]) =>
      // A rule's ARN holds its bus: 350 characters at most.
      JSON.stringify(Properties['PolicyDocument']).replace(
        /\{"Fn::GetAtt":\["[^"]+","Arn"\]\}/g,
        'x'.repeat(350),
      ),
    );
    for (const policy of policies) expect(policy.length).toBeLessThan(8_192);
  });
});
