/** The bus that carries all events, and its archive for replay. */
import { Aws, CfnResource, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import { CfnArchive, EventBus, type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { pinLogicalId } from './logical-id.ts';
import type { PercorsoFunction } from './percorso-function.ts';
import type { Undelivered } from './undelivered.ts';
import type { WorkQueue } from './work-queue.ts';

/** Events of other systems: every source but Percorso's and AWS's own. */
const foreignSources = Match.anythingButPrefix('percorso', 'aws.');
/** Percorso's own source, and every name that could be mistaken for it. */
const ownSources = 'percorso*';
const producerConditions = { 'ForAllValues:StringNotLike': { 'events:source': [ownSources, 'aws.*'] } };

export interface PercorsoBusProps {
  readonly stage: string;
  readonly archiveDays: number;
  /** Receives the events that a rule could not deliver. */
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
      description: 'Touchpoints in; decisions and outcomes of Percorso out',
    });
    pinLogicalId(this.bus, 'TouchpointBus');
    // The tables keep the state; the bus is deleted with the stack, so that its name is free again.
    this.bus.applyRemovalPolicy(RemovalPolicy.DESTROY);
    if (props.archiveDays > 0) this.#archiveTouchpoints(props.archiveDays);
    this.#denyForgery();
    this.producerPolicy = this.#createProducerPolicy(props.stage);
  }

  /** Sets the bus's name in the function's environment and lets the function put events with Percorso's own source. */
  grantPut(target: PercorsoFunction): void {
    target.setVariable('EVENT_BUS_NAME', this.bus.eventBusName);
    target.allow(['events:PutEvents'], [this.bus.eventBusArn], {
      'ForAllValues:StringEquals': { 'events:source': 'percorso' },
    });
    this.#ownRoles.push(target.roleArn);
  }

  /** Sets the bus's name in the function's environment and lets the function put events of these sources only. */
  grantPutAs(target: PercorsoFunction, sources: readonly string[]): void {
    target.setVariable('EVENT_BUS_NAME', this.bus.eventBusName);
    target.allow(['events:PutEvents'], [this.bus.eventBusArn], {
      'ForAllValues:StringEquals': { 'events:source': [...sources] },
    });
  }

  /** Sets the bus's name in the function's environment and lets the function put events as source systems do. */
  grantProduce(target: PercorsoFunction): void {
    target.setVariable('EVENT_BUS_NAME', this.bus.eventBusName);
    target.allow(['events:PutEvents'], [this.bus.eventBusArn], producerConditions);
  }

  /**
   * "Message Complained" from source `percorso` suppresses an address for good: only this stage's own functions may put
   * it, whatever else another role allows.
   */
  #denyForgery(): void {
    // Not CfnEventBusPolicy: every synth warns about a deprecated property of it, although it is not set here.
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
            // A call puts up to ten events: the statement must match if one of them is forged.
            'ForAnyValue:StringLike': { 'events:source': ownSources },
            ArnNotEquals: { 'aws:PrincipalArn': Lazy.any({ produce: () => this.#ownRoles }) },
          },
        },
      },
    });
  }

  /** Ready to attach to the roles of source systems. Its name contains the region: policy names are global. */
  #createProducerPolicy(stage: string): ManagedPolicy {
    return new ManagedPolicy(this, 'ProducerPolicy', {
      managedPolicyName: `percorso-${stage}-producer-${Aws.REGION}`,
      description: `Lets source systems put touchpoints on the bus of the Percorso stage ${stage}`,
      statements: [this.makeProducerStatement()],
    });
  }

  /** Lets a role put touchpoints, but no events with a source of Percorso or AWS. */
  makeProducerStatement(): PolicyStatement {
    return new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [this.bus.eventBusArn],
      conditions: producerConditions,
    });
  }

  /** Delivers to the queue the events that concern profiles. Each kind has its own rule, and so its own metrics. */
  feedProfiles(queue: WorkQueue): void {
    this.#deliver('Touchpoints', 'Touchpoints from source systems', queue, { source: foreignSources });
    this.#deliver('Outcomes', "Message outcomes reported by Percorso's senders", queue, {
      source: ['percorso'],
      detail: { context: { origin: ['sender'] } },
    });
  }

  /**
   * Delivers to the queue what readers state by links of messages, and the taps on pushes that apps report: both are
   * counted as outcomes of the message.
   */
  feedFeedback(queue: WorkQueue): void {
    this.#deliver('LinkStatements', 'What readers of messages state by their links', queue, {
      source: ['percorso'],
      detailType: ['Consent Stated'],
      detail: { properties: { linkMessageId: Match.exists() } },
    });
    this.#deliver('PushOpens', 'Taps on pushes, as the apps report them', queue, {
      source: foreignSources,
      // Forwarders of Segment calls put the name into the event; the reader looks at it.
      detailType: ['Push Notification Tapped', ...Match.equalsIgnoreCase('track')],
      detail: { properties: { 'percorso-message': Match.exists() } },
    });
  }

  #deliver(id: string, description: string, queue: WorkQueue, eventPattern: EventPattern): void {
    const rule = new Rule(this, id, { eventBus: this.bus, description, eventPattern });
    this.#undelivered.deliver(rule, queue);
  }

  /**
   * Only events from outside: all others follow from them. Deleted with its bus: it replays to no other bus, and the
   * rule that EventBridge manages for it would prevent the deletion of the bus.
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
