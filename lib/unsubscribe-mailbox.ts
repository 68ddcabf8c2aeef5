/** The mailbox that takes unsubscriptions by email: SES receives for it, and invokes the function of links. */
import { Duration, Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnReceiptRule, CfnReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Settings } from './settings.ts';
import type { Undelivered } from './undelivered.ts';

export interface UnsubscribeMailboxProps {
  readonly servePreferences: PercorsoFunction;
  readonly undelivered: Undelivered;
  readonly settings: Settings;
}

export class UnsubscribeMailbox extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { servePreferences, undelivered, settings }: UnsubscribeMailboxProps,
  ) {
    super(scope, id);
    const { stage, unsubscribeMailbox, receiptRuleSet } = settings;
    // An account has one active rule set per region: a company that receives email already has it.
    const ruleSetName = receiptRuleSet || `percorso-${stage}`;
    const ruleName = `percorso-${stage}-unsubscribe`;
    const { partition, region, account } = Stack.of(this);
    servePreferences.lambda.addPermission('Email', {
      principal: new ServicePrincipal('ses.amazonaws.com'),
      sourceAccount: account,
      sourceArn: `arn:${partition}:ses:${region}:${account}:receipt-rule-set/${ruleSetName}:receipt-rule/${ruleName}`,
    });
    const rule = new CfnReceiptRule(this, 'Rule', {
      ruleSetName,
      rule: {
        name: ruleName,
        enabled: true,
        recipients: [unsubscribeMailbox],
        actions: [
          { lambdaAction: { functionArn: servePreferences.lambda.functionArn, invocationType: 'Event' } },
        ],
      },
    });
    // SES tries the permission when the rule is created.
    rule.node.addDependency(servePreferences.lambda);
    if (receiptRuleSet === '') {
      rule.node.addDependency(new CfnReceiptRuleSet(this, 'RuleSet', { ruleSetName }));
    }
    servePreferences.keepFailures(undelivered.queue, 2, Duration.hours(6));
  }
}
