/** Who may say what on the bus, whose name email carries, and how much a queue's policy holds. */
import { describe, expect, it } from 'vitest';
import { encodeSender } from '../../adapters/providers/email-address.ts';
import { isAllowedSender } from '../../engine/channels/allowed-senders.ts';
import { Access } from '../../local/iam/access.ts';
import type { PolicyDocument, RawStatement } from '../../local/iam/statement.ts';
import { listStatements, type PolicyStatement } from './read-permissions.ts';
import { listResources, synthesizeStage } from './synthesize-stage.ts';

const template = synthesizeStage();

describe('the bus', () => {
  const [policy] = listResources(template, 'AWS::Events::EventBusPolicy');
  const statement = policy?.[1].Properties['Statement'] as PolicyStatement & {
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': [string] }[] } };
  };
  const own = statement.Condition.ArnNotEquals['aws:PrincipalArn'].map((role) => role['Fn::GetAtt'][0]);

  it('denies our own source to everybody but the functions that put events', () => {
    expect(statement).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 'events:PutEvents',
      Condition: { 'ForAnyValue:StringLike': { 'events:source': 'percorso*' } },
    });
    const allowed = listStatements(template)
      .filter(([id, { Action }]) => !id.startsWith('Feedback') && Action === 'events:PutEvents')
      .map(([id]) => id.replace(/DefaultPolicy[0-9A-F]{8}$/, ''));
    expect(own.map((id) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual(
      allowed.filter((id) => id !== 'ProducerPolicy' && id !== 'ResponderAccess').sort(),
    );
    expect(own).toHaveLength(7);
  });

  it('lets our functions say nothing but what Percorso says', () => {
    const grants = listStatements(template).filter(
      ([id, { Action }]) =>
        id.includes('Role') && Action === 'events:PutEvents' && !id.startsWith('Feedback'),
    );
    expect(grants).toHaveLength(7);
    for (const [, { Condition }] of grants) {
      expect(Condition).toEqual({ 'ForAllValues:StringEquals': { 'events:source': 'percorso' } });
    }
  });

  it('has a ready-made policy for source systems: any source but ours and AWS’s', () => {
    const [producer] = listResources(template, 'AWS::IAM::ManagedPolicy');
    const access = new Access('000000000000');
    access.addRole('Shop', 'arn:aws:iam::000000000000:role/shop');
    access.attachPolicy('Shop', readDocument(producer?.[1].Properties['PolicyDocument']));
    const mayPut = (source: string | readonly string[]) =>
      access.isAllowed(
        { kind: 'function', logicalId: 'Shop', roleLogicalId: 'Shop' },
        { action: 'events:PutEvents', resource: 'TouchpointBus', context: { 'events:source': source } },
      );
    expect(['shop', 'shop.web', 'percorso', 'percorso.prod', 'aws.ses'].map(mayPut)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(mayPut(['shop', 'percorso'])).toBe(false);
    expect(producer?.[1].Properties['ManagedPolicyName']).toEqual({
      'Fn::Join': ['', ['percorso-test-producer-', { Ref: 'AWS::Region' }]],
    });
  });
});

describe('email', () => {
  it('goes out under addresses of the sender’s own domain and of further senders, and under no others', () => {
    const sender = synthesizeStage({ sender: 'Shop <hello@News.Example.com>' });
    const [, statement] = listStatements(sender).find(([, { Action }]) => Action === 'ses:SendEmail') ?? [];
    expect(statement?.Condition).toEqual({ StringLike: { 'ses:FromAddress': ['*@news.example.com'] } });
    const senders = 'News@brand.example.org,müller.example';
    const stage = synthesizeStage({ sender: 'hello@example.com', senders });
    const [, further] = listStatements(stage).find(([, { Action }]) => Action === 'ses:SendEmail') ?? [];
    const allowed = ['*@example.com', 'News@brand.example.org', '*@xn--mller-kva.example'];
    expect(further?.Condition).toEqual({ StringLike: { 'ses:FromAddress': allowed } });
    for (const [from, isAllowed] of [
      ['Shop <a@example.com>', true],
      ['b@EXAMPLE.com', true],
      ['News@brand.example.org', true],
      ['news@brand.example.org', false],
      ['a@brand.example.org', false],
      ['hallo@müller.example', true],
      ['a@mail.example.com', false],
      ['Shop <shop@other.example>', false],
    ] as const) {
      const [address = ''] = /[^<\s]+@[^>]+/.exec(encodeSender(from)) ?? [];
      const patterns = allowed.map(
        (each) => new RegExp(`^${each.replaceAll('.', '\\.').replace('*', '.*')}$`),
      );
      expect(
        patterns.some((pattern) => pattern.test(address)),
        from,
      ).toBe(isAllowed);
      expect(
        isAllowedSender(from, [
          'hello@example.com',
          ...allowed.slice(1).map((each) => each.replace('*@', '')),
        ]),
        from,
      ).toBe(isAllowed);
    }
  });
});

describe('queue policies', () => {
  const voice = synthesizeStage({ sms: 'sms-voice', smsOrigination: 'Percorso' });

  it('stay within what SQS takes: 20 statements, 10 conditions, 8 KB', () => {
    const policies = listResources(voice, 'AWS::SQS::QueuePolicy');
    expect(policies.length).toBeGreaterThan(20);
    for (const [id, { Properties }] of policies) {
      const { Statement } = Properties['PolicyDocument'] as { Statement: PolicyStatement[] };
      const conditions = Statement.flatMap(({ Condition }) => Object.values(Condition ?? {}));
      expect(Statement.length, id).toBeLessThanOrEqual(3);
      expect(conditions.length, id).toBeLessThanOrEqual(3);
      // A reference is replaced by an ARN of at most 150 characters.
      const text = JSON.stringify(Statement, (_, value) =>
        typeof value === 'object' && value !== null && ('Fn::GetAtt' in value || 'Ref' in value)
          ? 'x'.repeat(150)
          : value,
      );
      expect(text.length, id).toBeLessThan(8_192);
    }
  });
});

/** References become their logical ids. */
function readDocument(document: unknown): PolicyDocument {
  const text = JSON.stringify(document).replace(/\{"Fn::GetAtt":\["(\w+)","Arn"\]\}/g, '"$1"');
  return JSON.parse(text) as { Statement: RawStatement[] };
}
