/**
 * The local cloud: one endpoint that serves a synthesized stack as AWS would.
 *
 * Its only input is a `cdk.out` folder: the template, the assets, and the same bundles that are deployed.
 */

import { Activity } from './activity.ts';
import { advanceClock } from './clock/advance.ts';
import { parseSchedule } from './clock/schedule-expression.ts';
import { VirtualClock } from './clock/virtual-clock.ts';
import type { CloudOptions } from './cloud-options.ts';
import { createContext } from './context.ts';
import { idle } from './control/idle.ts';
import { Credentials } from './credentials.ts';
import { checkCaller } from './gateway/caller-guard.ts';
import { Faults } from './gateway/faults.ts';
import { createGateway } from './gateway/gateway.ts';
import { countPorts, openUrlServer, startServer } from './gateway/server.ts';
import { answerJson, type WireOutcome, type WireRequest } from './gateway/wire.ts';
import { Access } from './iam/access.ts';
import { createIamResources } from './iam/iam-resources.ts';
import { createDistributions } from './lambda/distribution.ts';
import { createLambda } from './lambda/lambda.ts';
import { Logs } from './logs.ts';
import { omitAbsent } from './omit-absent.ts';
import { createRandom } from './random.ts';
import { routeRequest } from './route-request.ts';
import type { Cloud } from './running-cloud.ts';
import type { Service } from './service.ts';
import { createCloudFormation, createSts } from './services/account.ts';
import { startCatcher } from './services/catcher.ts';
import { createDelivery } from './services/events/delivery.ts';
import { createEvents, type EventsService } from './services/events/events.ts';
import { createScheduler } from './services/scheduler/scheduler.ts';
import { connectWhatsApp, createSendingServices, verifySenders } from './services/sending.ts';
import { createReceiving } from './services/ses/receiving.ts';
import type { SesService } from './services/ses/ses.ts';
import { createPublishing, type Publishing } from './services/sns/publishing.ts';
import type { SocialService } from './services/social/social.ts';
import { createSqs } from './services/sqs/sqs.ts';
import type { SsmService } from './services/ssm/ssm.ts';
import { readAssembly } from './template/assembly.ts';
import { type DeployedStack, deployStack } from './template/deploy.ts';
import { createInertResources } from './template/inert-resources.ts';

const defaultPort = 4566;
const defaultAccountId = '000000000000';
/** As in the README's commands; a stack with its own region uses that. */
const defaultRegion = 'us-east-1';

/** Starts the cloud. Throws errors of the assembly, the template or the port. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const assembly = readAssembly(options.cdkOut, options.stack);
  const seed = options.seed ?? Math.floor(Math.random() * 1_000_000);
  const random = createRandom(seed);
  const region = assembly.region ?? defaultRegion;
  const accountId = assembly.account ?? defaultAccountId;
  const report = options.onReport ?? ((line: string) => process.stderr.write(`[local cloud] ${line}\n`));
  const clock = new VirtualClock();
  if (options.startAt !== undefined) clock.startAt(Date.parse(options.startAt));
  const activity = new Activity();
  const access = new Access(accountId);
  const credentials = new Credentials();
  const faults = new Faults(random);
  const logs = new Logs(() => clock.now(), options.onLog);
  let events: EventsService | undefined;
  let publishing: Publishing | undefined;
  const { context, meter, captured } = createContext({
    region,
    accountId,
    clock,
    activity,
    random,
    events: () => events,
    publishing: () => publishing,
    feedback: options.feedback ?? true,
  });

  let handle = async (_request: WireRequest): Promise<WireOutcome> =>
    answerJson({ message: 'starting' }, 503);
  // Functions call `handle` without a socket; a request through a socket may come from a browser.
  const server = await startServer(options.port ?? defaultPort, async (request) => {
    return checkCaller(request) ?? handle(request);
  });
  // What is open already: a start that fails closes it as well.
  const open: { close(): Promise<void> }[] = [server];
  const closeAll = async (): Promise<void> => {
    clock.close();
    await Promise.all(open.map((each) => each.close()));
  };
  try {
    const repeats = options.repeats ?? 0.05;
    const { stackName } = assembly;
    const { endpoint } = server;
    const services = new Map<string, Service>();
    const urlPorts = countPorts(options.port ?? defaultPort);
    const catcher = await startCatcher(context, (text) => (services.get('ssm') as SsmService).mask(text));
    open.push(catcher);
    const sqs = createSqs(context, {
      clock,
      endpoint,
      stackName,
      shuffleWindow: options.shuffleWindow ?? 64,
    });
    const lambda = createLambda(context, {
      clock,
      activity,
      access,
      sqs,
      endpoint,
      openUrl: (handleUrl) => openUrlServer(urlPorts, handleUrl),
      outside: {
        plainPort: catcher.plainPort,
        securePort: catcher.securePort,
        allowedHosts: options.allowedHosts ?? [],
      },
      stackName,
      repeatShare: repeats,
      environments: options.environments ?? 2,
      assetPath: (key) => assembly.assetPath(key),
      issueCredentials: (logicalId, role) => credentials.issue(logicalId, role),
      onLog: (name, line) => logs.add(name, line),
      report,
      attributeTo: (caller, run) => meter.attributeTo(caller, run),
      handle: (request) => handle(request),
    });
    const deliver = createDelivery(context, {
      access,
      sqs,
      invokeAsync: (arn, payload) => lambda.invokeAsync(arn, payload),
      forward: (busArn, event) => events?.forward(busArn, event),
      attributeTo: (caller, run) => meter.attributeTo(caller, run),
      report,
    });
    const createdAt = clock.now();
    events = createEvents(context, {
      stackName,
      deliver,
      repeatShare: repeats / 5,
      addSchedule: (id, expression, run) =>
        clock.addSchedule({
          id,
          nextAfter: parseSchedule(expression, createdAt),
          run: (tick) => activity.track(run(tick), 'schedule'),
        }),
    });
    let stack: DeployedStack | undefined;
    const own = [sqs, lambda, events, createSts(context), createCloudFormation(context, () => stack)];
    for (const service of [...own, ...(await createSendingServices(context, { clock, access }))])
      services.set(service.name, service);
    open.push(...services.values());
    publishing = createPublishing(context, {
      access,
      sqs,
      repeatShare: repeats / 5,
      attributeTo: (caller, run) => meter.attributeTo(caller, run),
      report,
    });
    const receiving = createReceiving(context, {
      access,
      invokeAsync: (arn, payload) => lambda.invokeAsync(arn, payload),
    });
    const distributions = createDistributions((handleUrl) => openUrlServer(urlPorts, handleUrl));
    open.push(distributions);
    const makers = [
      distributions,
      publishing,
      receiving,
      createIamResources(access, accountId, stackName),
      createScheduler(context, {
        clock,
        access,
        sqs,
        invokeAsync: (arn, payload) => lambda.invokeAsync(arn, payload),
        track: (work) => activity.track(work, 'schedule'),
        report,
      }),
      createInertResources({ region, accountId }),
    ];
    const place = {
      region,
      accountId,
      ...omitAbsent({ parameters: options.parameters }),
    };
    stack = await deployStack(assembly, place, [...services.values(), ...makers]);
    verifySenders(services.get('ses') as SesService, access, assembly.template);
    connectWhatsApp(services.get('social-messaging') as SocialService, access);
    activity.addProbe(() => {
      const busy = lambda.eventSources().find((source) => source.hasWork());
      return busy && `messages ready in ${busy.queue.settings.name}`;
    });

    const gateway = createGateway({
      services,
      access,
      faults,
      newId: () => context.newId(),
      findPrincipal: (key) => credentials.find(key),
      attributeTo: (caller, run) => meter.attributeTo(caller, run),
      report,
    });
    const reset = async (): Promise<void> => {
      await activity.whenSettled();
      for (const service of services.values()) await service.reset();
      captured.length = 0;
      meter.clear();
      faults.clear();
      catcher.clear();
      logs.clear();
      gateway.reset();
    };
    const cloud: Cloud = {
      endpoint,
      seed,
      stack,
      clock,
      activity,
      access,
      faults,
      gateway,
      logs,
      sqs,
      events,
      lambda,
      catcher,
      receiving,
      services,
      meter,
      messages: () => captured,
      advance: (target, everyMs) => advanceClock(clock, activity, target, everyMs),
      idle: (idleOptions) => idle(cloud, idleOptions),
      reset,
      stop: closeAll,
    };
    handle = (request) => routeRequest(request, cloud);
    return cloud;
  } catch (error) {
    await closeAll();
    throw error;
  }
}
