/** The bus that everything is said on, and the archive that lets the past be replayed. */
import { Aws, CfnResource, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import { CfnArchive, EventBus, type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { pinLogicalId } from './logical-id.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

/** Whatever another system says: every source but ours and AWS's own. */
const foreignSources = Match.anythingButPrefix('percorso', 'aws.');
/** Our own source, and every one that could be taken for it. */
const ownSources = 'percorso*';

export interface PercorsoBusProps {
  readonly stage: string;
  readonly archiveDays: number;
  /** Takes what a rule could not deliver. */
  readonly undelivered: Undelivered;
}

export class PercorsoBus extends Construct {
  readonly bus: EventBus;
  /** For the roles of source systems. */
  readonly producerPolicy: ManagedPolicy;
  readonly #undelivered: Undelivered;
  readonly #ownRoles: string[] = [];

  constructor(scope: Construct, id: string, props: PercorsoBusProps) {
    super(scope, id);
    this.#undelivered = props.undelivered;
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: `percorso-${props.stage}`,
      description: 'Touchpoints in, and what Percorso decided and did about them out',
    });
    pinLogicalId(this.bus, 'TouchpointBus');
    // The tables hold what became of the touchpoints; the bus goes with the stack and its name is free again.
    this.bus.applyRemovalPolicy(RemovalPolicy.DESTROY);
    if (props.archiveDays > 0) this.#archiveTouchpoints(props.archiveDays);
    this.#denyForgery();
    this.producerPolicy = this.#createProducerPolicy(props.stage);
  }

  /** Names the bus to the function and lets it put events that Percorso itself says. */
  grantPut(target: PercorsoFunction): void {
    target.setVariable('EVENT_BUS_NAME', this.bus.eventBusName);
    target.allow(['events:PutEvents'], [this.bus.eventBusArn], {
      'ForAllValues:StringEquals': { 'events:source': 'percorso' },
    });
    this.#ownRoles.push(target.roleArn);
  }

  /** Names the bus to the function and lets it put events of these sources and no others. */
  grantPutAs(target: PercorsoFunction, sources: readonly string[]): void {
    target.setVariable('EVENT_BUS_NAME', this.bus.eventBusName);
    target.allow(['events:PutEvents'], [this.bus.eventBusArn], {
      'ForAllValues:StringEquals': { 'events:source': [...sources] },
    });
  }

  /**
   * "Message Complained" from source `percorso` suppresses an address for good: nobody but this stage's own functions
   * may say so, whatever else their role allows.
   */
  #denyForgery(): void {
    // Not CfnEventBusPolicy: every synth warns of its own deprecated property, which is not set here.
    new CfnResource(this, 'OwnSourcePolicy', {
      type: 'AWS::Events::EventBusPolicy',
      properties: {
        EventBusName: this.bus.eventBusName,
        StatementId: 'OnlyPercorsoSpeaksAsPercorso',
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: 'events:PutEvents',
          Resource: this.bus.eventBusArn,
          Condition: {
            // A call puts up to ten events: one forged source among them is enough.
            'ForAnyValue:StringLike': { 'events:source': ownSources },
            ArnNotEquals: { 'aws:PrincipalArn': Lazy.any({ produce: () => this.#ownRoles }) },
          },
        },
      },
    });
  }

  /** Ready to attach to the roles of source systems. Its name carries the region: names of policies are global. */
  #createProducerPolicy(stage: string): ManagedPolicy {
    return new ManagedPolicy(this, 'ProducerPolicy', {
      managedPolicyName: `percorso-${stage}-producer-${Aws.REGION}`,
      description: `Lets source systems put touchpoints on the bus of the Percorso stage ${stage}`,
      statements: [this.makeProducerStatement()],
    });
  }

  /** Lets a role put touchpoints, and nothing that Percorso or AWS says. */
  makeProducerStatement(): PolicyStatement {
    return new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [this.bus.eventBusArn],
      conditions: { 'ForAllValues:StringNotLike': { 'events:source': [ownSources, 'aws.*'] } },
    });
  }

  /** Delivers to the queue what concerns profiles, each kind by its own rule so that each has its own metrics. */
  feedProfiles(queue: WorkQueue): void {
    this.#deliver('Touchpoints', 'Touchpoints from source systems', queue, { source: foreignSources });
    this.#deliver('Outcomes', 'Message outcomes told by our own senders', queue, {
      source: ['percorso'],
      detail: { context: { origin: ['sender'] } },
    });
    this.#deliver('Feedback', 'Delivery feedback forwarded from the default bus', queue, {
      source: ['aws.ses', 'aws.sms-voice'],
    });
  }

  #deliver(id: string, description: string, queue: WorkQueue, eventPattern: EventPattern): void {
    const rule = new Rule(this, id, { eventBus: this.bus, description, eventPattern });
    // A target of our own: the CDK's also lets EventBridge read the queue's attributes.
    rule.addTarget({
      bind: () => ({
        arn: queue.queue.queueArn,
        deadLetterConfig: { arn: this.#undelivered.queue.queueArn },
        targetResource: queue.queue,
      }),
    });
    queue.acceptRule(rule.ruleArn);
    this.#undelivered.acceptRule(rule.ruleArn);
  }

  /**
   * Only what came from outside: everything else follows from it. Goes with its bus: it replays to no other, and the
   * rule that EventBridge manages for it would keep the bus from being deleted.
   */
  #archiveTouchpoints(archiveDays: number): void {
    const archive = new CfnArchive(this, 'Archive', {
      description: 'Touchpoints from source systems, for replay',
      sourceArn: this.bus.eventBusArn,
      retentionDays: archiveDays,
      eventPattern: { source: foreignSources },
    });
    archive.overrideLogicalId('TouchpointArchive');
    archive.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }
}
