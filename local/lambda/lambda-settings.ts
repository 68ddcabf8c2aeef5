/** What the Lambda of one cloud is made with, and what the template fills in it. */
import type { Activity } from '../activity.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { LocalServer } from '../gateway/server.ts';
import type { WireOutcome, WireRequest } from '../gateway/wire.ts';
import type { Access } from '../iam/access.ts';
import type { SqsService } from '../services/sqs/sqs.ts';
import type { AsyncSettings } from './async-invoke.ts';
import type { EventSource } from './event-source.ts';
import type { LambdaFunction } from './function.ts';
import type { Outside } from './outside.ts';

export interface LambdaSettings {
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly access: Access;
  readonly sqs: SqsService;
  readonly endpoint: string;
  /** Starts the server of a function URL. */
  openUrl(handle: (request: WireRequest) => Promise<WireOutcome>): Promise<LocalServer>;
  readonly outside: Outside;
  readonly stackName: string;
  readonly repeatShare: number;
  /** Maximum environments of one function if the template sets no lower limit. */
  readonly environments: number;
  assetPath(objectKey: string): string | undefined;
  /** Creates credentials that identify a function with its role. */
  issueCredentials(logicalId: string, roleLogicalId: string): Readonly<Record<string, string>>;
  onLog(functionName: string, line: string): void;
  report(line: string): void;
  /** Puts what `run` costs down to a caller. */
  attributeTo<T>(caller: string, run: () => T): T;
  /** Handles the functions' calls to the endpoint. */
  handle(request: WireRequest): Promise<WireOutcome>;
}

/** Filled by the resources of the template. */
export interface LambdaState {
  readonly functions: Map<string, LambdaFunction>;
  readonly eventSources: EventSource[];
  readonly asyncSettings: Map<string, AsyncSettings>;
  /** By function name. */
  readonly urls: Map<string, LocalServer>;
  /** Reserved concurrency by function name. */
  readonly reserved: Map<string, number>;
}
