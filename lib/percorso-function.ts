/** One Lambda function: its own role, log group, tracing, and exactly the variables it declares. */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type Conditions, Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  EventInvokeConfig,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type FunctionName, functionProfiles } from './functions.ts';

/** Provides the code of a function: its bundle when deploying, a stub when only the template matters. */
export type CodeSource = (name: FunctionName) => Code;

export interface PercorsoFunctionProps {
  readonly name: FunctionName;
  readonly stage: string;
  readonly code: CodeSource;
  readonly logDays: number;
}

export class PercorsoFunction extends Construct {
  readonly name: FunctionName;
  readonly lambda: LambdaFunction;
  /** Seconds. */
  readonly timeout: number;
  readonly #variables = new Set<string>();
  readonly #role: Role;

  constructor(scope: Construct, id: string, props: PercorsoFunctionProps) {
    super(scope, id);
    const profile = functionProfiles[props.name];
    const functionName = `percorso-${props.stage}-${props.name}`;
    this.name = props.name;
    this.timeout = profile.timeout;

    // Deleted with the stack: it holds no state, and a kept group of the same name would block the next deployment.
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Lets ${functionName} do its work, nothing else`,
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [`${logGroup.logGroupArn}`]);

    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: profile.purpose,
      code: props.code(props.name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: profile.memory,
      timeout: Duration.seconds(profile.timeout),
      role: this.#role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      recursiveLoop: profile.isRecursive ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE,
      // Start, end and report lines would be most of an idle stage's logs; metrics have the same figures.
      systemLogLevelV2: SystemLogLevel.WARN,
    });
    Validations.of(this.#role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords cannot be limited to a resource.',
    });
    this.node.addValidation({ validate: () => this.#findVariableProblems(profile.variables) });
  }

  get roleArn(): string {
    return this.#role.roleArn;
  }

  /** Sets a variable that the function's environment.ts declares. */
  setVariable(name: string, value: string): void {
    this.#variables.add(name);
    this.lambda.addEnvironment(name, value);
  }

  /** Allows exactly these actions on exactly these resources, under these conditions. */
  allow(actions: readonly string[], resources: readonly string[], conditions: Conditions = {}): void {
    this.#role.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: [...actions],
        resources: [...resources],
        conditions,
      }),
    );
  }

  /** Sends failed asynchronous invocations, after `retries` retries or `maxAge`, to a queue. */
  keepFailures(queue: IQueue, retries: 0 | 1 | 2, maxAge: Duration): void {
    this.allow(['sqs:SendMessage'], [queue.queueArn]);
    new EventInvokeConfig(this, 'Invocations', {
      function: this.lambda,
      retryAttempts: retries,
      maxEventAge: maxAge,
      onFailure: { bind: () => ({ destination: queue.queueArn }) },
    });
    Validations.of(this.lambda).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'Has a failure destination, which records the error and the event.',
    });
  }

  #findVariableProblems(declared: readonly string[]): string[] {
    const missing = declared.filter((name) => !this.#variables.has(name));
    const surplus = [...this.#variables].filter((name) => !declared.includes(name));
    return [
      ...missing.map((name) => `${this.name} reads ${name}, but no construct in lib/ sets it`),
      ...surplus.map(
        (name) => `${this.name} does not declare ${name} in its environment.ts, but lib/ sets it`,
      ),
    ];
  }
}
