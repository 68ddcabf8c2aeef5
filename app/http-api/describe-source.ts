/** The settings that Segment's browser SDK requests before it sends: where it posts to, and that nothing else is loaded. */
import type { WriteKeyFinder } from './find-write-key.ts';
import { type ApiRequest, type ApiResponse, answerJson, answerProblem } from './web.ts';

/** Seconds for which a browser keeps the settings. */
const maxAge = 60;

export async function describeSource(
  writeKey: string,
  { headers }: ApiRequest,
  find: WriteKeyFinder,
): Promise<ApiResponse> {
  if ((await find(writeKey)) === undefined)
    return answerProblem(404, 'write_key_invalid', 'The write key is unknown, revoked or expired.');
  const enabled = { __default: { enabled: true, integrations: {} } };
  const settings = {
    integrations: {
      'Segment.io': { apiKey: writeKey, apiHost: `${headers['host'] ?? ''}/v1`, unbundledIntegrations: [] },
    },
    plan: { track: enabled, identify: enabled, group: enabled },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    remotePlugins: [],
    legacyVideoPluginsEnabled: false,
    // By default the SDK reports its own metrics to Segment.
    metrics: { sampleRate: 0 },
  };
  return answerJson(200, settings, { 'cache-control': `public, max-age=${maxAge}` });
}
