/** IAM as the local cloud evaluates it. */

import { describe, expect, it } from 'vitest';
import { Access } from '../../../local/iam/access.ts';
import type { RawStatement } from '../../../local/iam/statement.ts';
import type { Principal, Requirement } from '../../../local/service.ts';

const FUNCTION: Principal = { kind: 'function', logicalId: 'Fn', roleLogicalId: 'Role' };
const EVENTS: Principal = { kind: 'aws', service: 'events.amazonaws.com' };
const QUEUE = 'arn:aws:sqs:eu-west-1:000000000000:orders';
const SEND: Requirement = { action: 'sqs:SendMessage', resource: QUEUE };

const isAllowed = (own: RawStatement[], requirement = SEND, onResource: RawStatement[] = []): boolean => {
  const access = new Access('000000000000');
  access.addRole('Role', 'arn:aws:iam::000000000000:role/fn');
  access.attachPolicy('Role', { Statement: own });
  access.attachResourcePolicy({ Statement: onResource });
  return access.isAllowed(FUNCTION, requirement);
};
const allow = (more: Partial<RawStatement> = {}): RawStatement => ({
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Resource: QUEUE,
  ...more,
});

describe('a function', () => {
  it.each([
    ['nothing without a policy', [], false],
    ['the named action on the named resource', [allow()], true],
    ['actions by wildcard, without regard to case', [allow({ Action: 'SQS:Send*' })], true],
    ['no other resource', [allow({ Resource: `${QUEUE}-more` })], false],
    ['resources by wildcard', [allow({ Resource: 'arn:aws:sqs:*:*:ord?rs' })], true],
    ['nothing that a deny names', [allow(), allow({ Effect: 'Deny', Action: '*', Resource: '*' })], false],
    [
      'nothing that NotAction leaves out',
      [{ Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' } as const],
      false,
    ],
    [
      'what NotResource does not name',
      [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::*' } as const],
      true,
    ],
  ])('may do %s', (_title, statements, expected) => {
    expect(isAllowed(statements)).toBe(expected);
  });

  it('is held to conditions of the request', () => {
    const statement = allow({
      Action: 'ses:SendEmail',
      Resource: '*',
      Condition: { StringLike: { 'ses:FromAddress': '*@example.com' } },
    });
    const from = (address: string): Requirement => ({
      action: 'ses:SendEmail',
      resource: 'arn:aws:ses:eu-west-1:000000000000:identity/example.com',
      context: { 'ses:FromAddress': address },
    });
    expect(isAllowed([statement], from('a@example.com'))).toBe(true);
    expect(isAllowed([statement], from('a@example.org'))).toBe(false);
  });

  it('needs every leading key allowed with ForAllValues', () => {
    const statement = allow({
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] } },
    });
    const keys = (...values: string[]): Requirement => ({
      ...SEND,
      context: { 'dynamodb:LeadingKeys': values },
    });
    expect(isAllowed([statement], keys('a', 'b'))).toBe(true);
    expect(isAllowed([statement], keys('a', 'c'))).toBe(false);
  });

  it('is let in by a policy on the resource that names its role, and kept out by a deny there', () => {
    const named = { Principal: { AWS: 'arn:aws:iam::000000000000:role/fn' } };
    expect(isAllowed([], SEND, [allow(named)])).toBe(true);
    expect(isAllowed([allow()], SEND, [allow({ Effect: 'Deny', Principal: '*' })])).toBe(false);
  });

  it('is not kept out by a deny for calls without TLS', () => {
    const deny = allow({
      Effect: 'Deny',
      Principal: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(isAllowed([allow()], SEND, [deny])).toBe(true);
  });

  it('is refused loudly when a condition operator is not known', () => {
    const statement = allow({ Condition: { BinaryEquals: { 'aws:x': 'y' } } });
    expect(() => isAllowed([statement])).toThrow(/BinaryEquals/);
  });
});

describe('EventBridge', () => {
  it('reaches a queue only with a policy for that rule', () => {
    const access = new Access('000000000000');
    const rule = { 'aws:SourceArn': 'arn:aws:events:eu-west-1:000000000000:rule/r' };
    expect(access.isAllowed(EVENTS, SEND, rule)).toBe(false);
    access.attachResourcePolicy({
      Statement: allow({
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: rule },
      }),
    });
    expect(access.isAllowed(EVENTS, SEND, rule)).toBe(true);
    expect(
      access.isAllowed(EVENTS, SEND, { 'aws:SourceArn': 'arn:aws:events:eu-west-1:000000000000:rule/other' }),
    ).toBe(false);
  });
});

describe('an operator', () => {
  const source = (text: string): Requirement => ({
    action: 'events:PutEvents',
    resource: 'bus',
    context: { 'events:source': text },
  });
  const deny: RawStatement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: 'bus',
    Condition: { 'ForAnyValue:StringLike': { 'events:source': 'own*' } },
  };

  it('may do everything but what the policy of a resource denies', () => {
    const access = new Access('000000000000');
    access.attachResourcePolicy({ Statement: deny });
    expect(access.isAllowed({ kind: 'operator' }, source('shop'))).toBe(true);
    expect(access.isAllowed({ kind: 'operator' }, source('own.shop'))).toBe(false);
    expect(() => access.check({ kind: 'operator' }, [source('own')])).toThrow(/not authorized/);
  });
});
