/** Control of the local cloud under `/_local/`: messages, clock, meter, faults, idle, reset, state, logs. */

import { DAY, HOUR, MINUTE } from '../clock/time-units.ts';
import { type FaultOrder, faultKinds } from '../gateway/faults.ts';
import { answerJson, type WireRequest, type WireResponse } from '../gateway/wire.ts';
import { omitAbsent } from '../omit-absent.ts';
import type { Cloud } from '../running-cloud.ts';
import { ServiceError } from '../service.ts';
import type { PutEntry } from '../services/events/entry.ts';
import type { S3Service } from '../services/s3/s3.ts';
import type { SesService } from '../services/ses/ses.ts';
import type { SmsVoiceService } from '../services/sms/voice.ts';
import type { SocialService } from '../services/social/social.ts';
import { countDeadLetters } from './idle.ts';
import { showInbox } from './inbox-page.ts';
import { readLogs } from './read-logs.ts';

type Handler = (cloud: Cloud, input: Record<string, unknown>, query: URLSearchParams) => unknown;

class ControlInvalidError extends Error {
  readonly code = 'control_invalid';
}

/** Answered as it is, for mail programs and parsers. */
class RawMessage {
  readonly mime: string;
  constructor(mime: string) {
    this.mime = mime;
  }
}

const handlers: Readonly<Record<string, Handler>> = {
  'GET health': (cloud) => ({ status: 'ok', seed: cloud.seed, stack: cloud.stack.scope.stackName }),
  'GET messages': (cloud, _input, query) => readMessages(cloud, query),
  'GET clock': (cloud) => ({ now: new Date(cloud.clock.now()).toISOString() }),
  'POST clock': (cloud, input) => moveClock(cloud, input),
  'GET meter': (cloud) => cloud.meter.read(),
  'GET faults': (cloud) => cloud.faults.list(),
  'POST faults': (cloud, input) => addFault(cloud, input),
  'DELETE faults': (cloud) => cloud.faults.clear(),
  'POST idle': (cloud, input) => waitForIdle(cloud, input),
  'POST reset': (cloud) => cloud.reset(),
  'GET state': (cloud) => readState(cloud),
  'GET logs': (cloud, _input, query) => readLogs(cloud, query.get('function') ?? ''),
  'GET objects': (cloud, _input, query) =>
    (cloud.services.get('s3') as S3Service).listNewest(Number(query.get('limit') ?? 20)),
  'GET archive': (cloud) => cloud.events.archives(),
  'GET answers': (cloud) => cloud.catcher.planned(),
  'POST answers': (cloud, input) => cloud.catcher.plan(input),
  'DELETE answers': (cloud) => cloud.catcher.clear(),
  'POST mail': (cloud, input) => cloud.receiving.receive(input),
  'POST sms': (cloud, input) => (cloud.services.get('sms-voice') as SmsVoiceService).receive(input),
  'GET mime': (cloud, _input, query) =>
    new RawMessage((cloud.services.get('ses') as SesService).compose(query.get('id') ?? '')),
  'POST engage': (cloud, input) => (cloud.services.get('ses') as SesService).engage(input),
  'POST whatsapp': (cloud, input) => (cloud.services.get('social-messaging') as SocialService).receive(input),
  'POST account': (cloud, input) => changeAccount(cloud, input),
  'POST originations': (cloud, input) => planOriginations(cloud, input),
  'POST service-event': (cloud, input) => putServiceEvent(cloud, input),
};

export async function handleControl(request: WireRequest, cloud: Cloud): Promise<WireResponse> {
  const { pathname, searchParams } = new URL(request.url, 'http://local');
  if (pathname === '/') return showInbox();
  const handler = handlers[`${request.method} ${pathname.slice('/_local/'.length)}`];
  if (handler === undefined) {
    const known = Object.keys(handlers).map((key) => key.replace(' ', ' /_local/'));
    return answerJson({ code: 'control_unknown', message: `Unknown. Known: ${known.join(', ')}.` }, 404);
  }
  try {
    const text = Buffer.from(request.body).toString();
    const answer = await handler(cloud, text === '' ? {} : JSON.parse(text), searchParams);
    if (answer instanceof RawMessage)
      return { status: 200, headers: { 'content-type': 'message/rfc822' }, body: answer.mime };
    return isIdleFailure(answer) ? answerJson(answer, 504) : answerJson(answer ?? {});
  } catch (error) {
    if (error instanceof ControlInvalidError || error instanceof SyntaxError) {
      return answerJson({ code: 'control_invalid', message: error.message }, 400);
    }
    if (error instanceof ServiceError) {
      return answerJson({ code: error.code, message: error.message }, error.status);
    }
    return answerJson({ code: 'control_failed', message: String(error) }, 500);
  }
}

function readMessages(cloud: Cloud, query: URLSearchParams): unknown {
  const channel = query.get('channel');
  const to = query.get('to');
  const found = cloud
    .messages()
    .filter(
      (message) => (channel === null || message.channel === channel) && (to === null || message.to === to),
    );
  const limit = Number(query.get('limit') ?? Number.POSITIVE_INFINITY);
  // The newest ones only: the inbox page must not load every email of a replay.
  return limit > 0 && found.length > limit ? found.slice(-limit) : found;
}

async function moveClock(cloud: Cloud, input: Record<string, unknown>): Promise<unknown> {
  const { advance, to, every } = input;
  const now = cloud.clock.now();
  const target = typeof to === 'string' ? Date.parse(to) : now + readDuration(advance, 'advance');
  if (Number.isNaN(target)) throw new ControlInvalidError(`"to" must be an ISO 8601 time; received ${to}`);
  if (target < now) {
    throw new ControlInvalidError(
      `the clock only moves forward: it is at ${new Date(now).toISOString()}; received ${to}`,
    );
  }
  return cloud.advance(target, every === undefined ? 0 : readDuration(every, 'every'));
}

function readDuration(value: unknown, name: string): number {
  const ms = typeof value === 'string' ? parseDuration(value) : undefined;
  if (ms === undefined)
    throw new ControlInvalidError(
      `"${name}" must be an ISO 8601 duration such as P3D or PT1H; received ${value}`,
    );
  return ms;
}

function addFault(cloud: Cloud, input: Record<string, unknown>): unknown {
  const { operation, kind } = input;
  if (typeof operation !== 'string' || !/^[\w-]+:(\w+|\*)$/.test(operation)) {
    throw new ControlInvalidError(`"operation" must have the form ses:SendEmail; received ${operation}`);
  }
  if (!faultKinds.some((known) => known === kind)) {
    throw new ControlInvalidError(`"kind" must be one of ${faultKinds.join(', ')}; received ${kind}`);
  }
  const service = cloud.services.get(operation.split(':')[0] ?? '');
  const name = operation.split(':')[1] ?? '';
  if (service === undefined || (name !== '*' && !service.operations.has(name))) {
    throw new ControlInvalidError(`the local cloud has no operation ${operation}`);
  }
  return cloud.faults.add(input as unknown as FaultOrder);
}

async function waitForIdle(cloud: Cloud, input: Record<string, unknown>): Promise<unknown> {
  return cloud.idle({
    step: input['step'] === true,
    ...omitAbsent({ timeout: input['timeout'] === undefined ? undefined : Number(input['timeout']) }),
  });
}

function isIdleFailure(answer: unknown): boolean {
  return answer !== null && typeof answer === 'object' && 'isIdle' in answer && answer.isIdle === false;
}

function readState(cloud: Cloud): unknown {
  return {
    endpoint: cloud.endpoint,
    seed: cloud.seed,
    now: new Date(cloud.clock.now()).toISOString(),
    stack: cloud.stack.scope.stackName,
    outputs: Object.fromEntries(cloud.stack.outputs.map(({ key, value }) => [key, value])),
    queues: Object.fromEntries(
      cloud.sqs
        .queues()
        .map((queue) => [queue.settings.name, { ...queue.depths(), isConsumed: queue.hasConsumer }]),
    ),
    deadLetters: countDeadLetters(cloud),
    functions: cloud.lambda.status(),
    messages: cloud.messages().length,
    archives: cloud.events.archives(),
    refused: cloud.gateway.refused(),
    busy: cloud.activity.describe(),
  };
}

/** Limits that AWS, not the account's owner, decides on: for trying what a new account meets. */
function changeAccount(cloud: Cloud, input: Record<string, unknown>): unknown {
  const { sandbox, lambdaConcurrency, enforcement } = input;
  const readNumber = (name: string) => (input[name] === undefined ? undefined : Number(input[name]));
  if (lambdaConcurrency !== undefined) cloud.lambda.changeQuota(Number(lambdaConcurrency));
  return (cloud.services.get('ses') as SesService).account.change(
    omitAbsent({
      isSandbox: sandbox === undefined ? undefined : sandbox === true,
      max24HourSend: readNumber('max24HourSend'),
      maxSendRate: readNumber('maxSendRate'),
      enforcement: enforcement === undefined ? undefined : String(enforcement),
      bounceRate: readNumber('bounceRate'),
      complaintRate: readNumber('complaintRate'),
    }),
  );
}

/** What the account sends from: `PhoneNumbers`, `Pools` and `SenderIds` of SMS, and whether the WhatsApp number is linked. */
function planOriginations(cloud: Cloud, input: Record<string, unknown>): void {
  const { isWhatsAppLinked = true, ...originations } = input;
  (cloud.services.get('sms-voice') as SmsVoiceService).originations.plan(originations);
  (cloud.services.get('social-messaging') as SocialService).link(isWhatsAppLinked === true);
}

/** Puts an event as an AWS service would, for feedback that SES or SMS would send. */
function putServiceEvent(cloud: Cloud, input: Record<string, unknown>): unknown {
  const { source, detailType, detail, resources } = input;
  if (typeof source !== 'string' || typeof detailType !== 'string') {
    throw new ControlInvalidError('give source, detailType and detail');
  }
  const entry: PutEntry = { Source: source, DetailType: detailType, Detail: JSON.stringify(detail ?? {}) };
  cloud.events.putServiceEvent(
    Array.isArray(resources) ? { ...entry, Resources: resources.map(String) } : entry,
  );
  return { accepted: true };
}

const durationPattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of `P3D`, `PT90S`, `P1DT2H`; undefined for anything else (months and years have no fixed length). */
function parseDuration(text: string): number | undefined {
  const match = durationPattern.exec(text);
  if (match === null || text === 'P' || text.endsWith('T')) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * 1000;
}
