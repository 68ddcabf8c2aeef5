/** The mailbox of unsubscriptions: switched by context, and invoking one function by one rule. */
import { describe, expect, it } from 'vitest';
import { ContextInvalidError } from '../../lib/context.ts';
import { listResources, synthesizeStage } from './synthesize-stage.ts';

const mailbox = { unsubscribeMailbox: 'stop@mail.example.com' };

describe('the mailbox of unsubscriptions', () => {
  it('is no part of a stage by default', () => {
    const template = synthesizeStage();
    for (const type of ['AWS::SES::ReceiptRuleSet', 'AWS::SES::ReceiptRule']) {
      expect(listResources(template, type)).toEqual([]);
    }
  });

  it('has a rule that invokes the function of links, which only this rule may invoke', () => {
    const template = synthesizeStage(mailbox);
    const [[, rule] = []] = listResources(template, 'AWS::SES::ReceiptRule');
    expect(rule?.Properties).toMatchObject({
      RuleSetName: 'percorso-test',
      Rule: {
        Enabled: true,
        Name: 'percorso-test-unsubscribe',
        Recipients: ['stop@mail.example.com'],
        Actions: [{ LambdaAction: { InvocationType: 'Event' } }],
      },
    });
    expect(listResources(template, 'AWS::SES::ReceiptRuleSet')).toHaveLength(1);
    const permissions = listResources(template, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ Principal }) => Principal === 'ses.amazonaws.com');
    expect(permissions).toHaveLength(1);
    expect(JSON.stringify(permissions[0]?.['SourceArn'])).toContain(
      ':receipt-rule-set/percorso-test:receipt-rule/percorso-test-unsubscribe',
    );
  });

  it('joins the rule set that the account already has', () => {
    const template = synthesizeStage({ ...mailbox, receiptRuleSet: 'inbound' });
    const [[, rule] = []] = listResources(template, 'AWS::SES::ReceiptRule');
    expect(rule?.Properties['RuleSetName']).toBe('inbound');
    expect(listResources(template, 'AWS::SES::ReceiptRuleSet')).toEqual([]);
  });

  it('needs the function of links', () => {
    expect(() => synthesizeStage({ ...mailbox, preferences: 'false' })).toThrow(ContextInvalidError);
  });
});
