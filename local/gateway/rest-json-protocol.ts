/** REST-JSON: method and path determine the operation; path labels, query and body are its members. */

import { omitAbsent } from '../omit-absent.ts';
import { answerJson, type Protocol, type WireResponse } from './wire.ts';

/** A route such as `POST /v1/apps/{ApplicationId}/messages`. */
export interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** The member that is the whole body, unless the members themselves are the body. */
  readonly bodyMember?: string;
  /** Query parameters whose value is a list, by query name, with the member's name. */
  readonly lists?: Readonly<Record<string, string>>;
  /** The bodies of request and response are bytes (member `Payload`). */
  readonly isRaw?: boolean;
  /** The output member that is the whole response. */
  readonly answerMember?: string;
}

export function createRestJsonProtocol(routes: readonly Route[], errorMessageKey = 'message'): Protocol {
  const compiled = routes.map((route) => ({ route, expression: compilePath(route.path) }));
  const byOperation = new Map(routes.map((route) => [route.operation, route]));
  return {
    decode: ({ method, url, headers, body }) => {
      const { pathname, searchParams } = new URL(url, 'http://local');
      for (const { route, expression } of compiled) {
        const labels = route.method === method ? expression.exec(pathname) : null;
        if (labels === null) continue;
        const input: Record<string, unknown> = {};
        for (const [key, value] of searchParams) {
          const list = route.lists?.[key];
          if (list === undefined) input[key] = value;
          else input[list] = [...((input[list] as string[] | undefined) ?? []), value];
        }
        if (route.isRaw)
          Object.assign(input, { Payload: body, InvocationType: headers['x-amz-invocation-type'] });
        else if (body.length > 0) {
          const parsed: unknown = JSON.parse(Buffer.from(body).toString());
          Object.assign(input, route.bodyMember === undefined ? parsed : { [route.bodyMember]: parsed });
        }
        for (const [label, value] of Object.entries(labels.groups ?? {}))
          input[label] = decodeURIComponent(value);
        return { operation: route.operation, input };
      }
      return undefined;
    },
    encode: ({ operation }, output, requestId): WireResponse => {
      const route = byOperation.get(operation);
      const headers = { 'x-amzn-requestid': requestId };
      if (route?.isRaw) {
        const error = output['FunctionError'];
        return {
          status: Number(output['StatusCode'] ?? 200),
          headers: {
            ...headers,
            ...omitAbsent({ 'x-amz-function-error': error === undefined ? undefined : String(error) }),
          },
          body: (output['Payload'] as Uint8Array | undefined) ?? '',
        };
      }
      return answerJson(
        route?.answerMember === undefined ? output : output[route.answerMember],
        200,
        headers,
      );
    },
    encodeError: ({ code, status, message, members }, requestId) =>
      answerJson({ [errorMessageKey]: message, ...members }, status, {
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': code,
      }),
  };
}

function compilePath(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, (_match, label: string) => `(?<${label}>[^/]+)`)}/?$`);
}
