/** What a dead letter is, without personal data: its kind, names, and ids of ours. */

import { isObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { decodeBody } from '../ports/queue-body.ts';

/** By name, in the order in which they are shown. */
export type Facts = Readonly<Record<string, string | number>>;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Four forms come to dead-letter queues: bodies of ours (with `kind`), events as EventBridge delivers them, records of
 * runs that Lambda could not finish (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html),
 * and what another sender put there.
 */
export function readFacts(text: string): Facts {
  const body = readBody(text);
  if (!isObject(body)) return { kind: `not a JSON object, ${text.length} characters` };
  if (isObject(body['requestContext'])) return readFailedRun(body, body['requestContext']);
  if (typeof body['detail-type'] === 'string') return readEvent(body);
  if (typeof body['kind'] === 'string') return readOwn(body, body['kind']);
  return { kind: `unknown: an object of ${Object.keys(body).length} fields` };
}

/** Parsed and unpacked where it can be; else the text. */
export function readBody(text: string): unknown {
  try {
    return decodeBody(text);
  } catch {
    return text;
  }
}

/** The error's message is left out: a runtime may quote a value in it. The function's log has the rest. */
function readFailedRun({ responsePayload }: Fields, context: Fields): Facts {
  const arn = String(context['functionArn'] ?? '');
  return {
    kind: 'failed run',
    // arn:aws:lambda:region:account:function:name:version
    function: arn.split(':')[6] ?? arn,
    ...pick(context, ['condition', 'approximateInvokeCount', 'requestId']),
    ...(isObject(responsePayload) ? pick(responsePayload, ['errorType']) : {}),
  };
}

function readEvent(event: Fields): Facts {
  const { detail } = event;
  const batch = isObject(detail) ? detail['batch'] : undefined;
  return {
    kind: 'event',
    ...pick(event, ['source', 'detail-type', 'id', 'time']),
    ...omitAbsent({ touchpoints: Array.isArray(batch) ? batch.length : undefined }),
  };
}

function readOwn(body: Fields, kind: string): Facts {
  const { task, profileIds } = body;
  const plain = ['id', 'profileId', 'channel', 'template', 'origin', 'code', 'name', 'run', 'segment'];
  return {
    kind,
    ...pick(body, plain),
    ...(isObject(task) ? { task: String(task['kind']), ...pick(task, ['campaign', 'run']) } : {}),
    ...omitAbsent({ people: Array.isArray(profileIds) ? profileIds.length : undefined }),
  };
}

function pick(fields: Fields, names: readonly string[]): Facts {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name];
      if (typeof value !== 'string' && typeof value !== 'number') return [];
      // A run is named by its start.
      return [[name, name === 'run' ? nameMoment(value) : value]];
    }),
  );
}

function nameMoment(value: string | number): string | number {
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? value : moment.toISOString();
}
