/** Routes a request: to the control API, the inbox page, or an AWS service. */

import { handleControl } from './control/control.ts';
import type { WireOutcome, WireRequest } from './gateway/wire.ts';
import type { Cloud } from './running-cloud.ts';

export async function routeRequest(request: WireRequest, cloud: Cloud): Promise<WireOutcome> {
  if (isForPeople(request)) return handleControl(request, cloud);
  return cloud.gateway.handle(request);
}

/** Control calls, and the inbox for a browser: a signed `GET /` is S3's ListBuckets. */
function isForPeople({ url, method, headers }: WireRequest): boolean {
  return (
    url.startsWith('/_local/') || (url === '/' && method === 'GET' && headers['authorization'] === undefined)
  );
}
