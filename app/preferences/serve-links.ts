/** The public pages: which use case a path and a method belong to, and what is answered when something fails. */
import { type LinkKind, linkPaths, sampleToken } from '../links/link-claim.ts';
import type { LinkKeys } from '../ports/link-keys.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { LinkRequest } from './link-request.ts';
import { createPageProgram } from './page-program.ts';
import { answerPage, makeContext, type PageContext, resultField } from './pages/page.ts';
import { showFailed, showNotFound, showSample } from './pages/unsubscribe-pages.ts';
import { createCodeServer, readCode, type ServeCodePorts } from './serve-code.ts';
import { serveConfirmation } from './serve-confirmation.ts';
import { type ServeEntryPorts, serveEntry } from './serve-entry.ts';
import { type ServePreferencesPorts, servePreferences } from './serve-preferences.ts';
import { readShortCode, type ServeShortLinkPorts, serveShortLink } from './serve-short-link.ts';
import { type ServeUnsubscribePorts, serveUnsubscribe } from './serve-unsubscribe.ts';
import { type ServeViewPorts, serveView } from './serve-view.ts';
import { chooseLanguage } from './texts/choose-texts.ts';
import type { WebRequest, WebResponse } from './web.ts';

export interface LinkPorts
  extends ServeUnsubscribePorts,
    ServePreferencesPorts,
    ServeEntryPorts,
    ServeViewPorts,
    ServeShortLinkPorts,
    ServeCodePorts {
  readonly keys: LinkKeys;
  readonly programs: ProgramReader;
}

type Serve = (link: LinkRequest, ports: LinkPorts) => Promise<WebResponse>;

const routes: Readonly<Record<LinkKind, Serve>> = {
  unsubscribe: serveUnsubscribe,
  preferences: servePreferences,
  confirm: serveConfirmation,
  view: serveView,
};

const allowed = 'GET, HEAD, OPTIONS, POST';

/** Serves requests in one process; what it reads of the program is kept for a minute. */
export function createLinkServer(
  ports: LinkPorts,
  now: () => number,
): (request: WebRequest, telemetry: Telemetry) => Promise<WebResponse> {
  const program = createPageProgram(ports.programs, now);
  const serveCode = createCodeServer();
  return async (request, telemetry) => {
    const page = async (ofMessage: string | undefined): Promise<PageContext> => {
      const { query, acceptLanguage } = request;
      const policy = (await program.policy())?.preferences;
      const language = chooseLanguage(query.get('lang'), ofMessage, acceptLanguage, policy);
      return makeContext(language, policy, query.get(resultField));
    };
    if (request.method === 'OPTIONS') return { status: 204, headers: { allow: allowed }, body: '' };
    if (!['GET', 'HEAD', 'POST'].includes(request.method)) {
      return { status: 405, headers: { allow: allowed, 'content-type': 'text/plain' }, body: '' };
    }
    try {
      const around = { request, program, telemetry, now: now(), page };
      const code = readShortCode(request);
      if (code !== undefined) return await serveShortLink(code, around, ports);
      const scanned = readCode(request);
      if (scanned !== undefined) return await serveCode(scanned, around, ports);
      if (request.path === '/') return await serveEntry(around, ports);
      const { kind, token } = readPath(request.path);
      if (kind === undefined || token === sampleToken) {
        const context = await page(undefined);
        if (kind === undefined) return answerPage(context, showNotFound(context), 404);
        return answerPage(context, showSample(context, kind));
      }
      return await routes[kind]({ ...around, token }, ports);
    } catch (error) {
      // Nothing was stored: a mail provider posts again.
      telemetry.error('Request failed', error);
      const context = await page(undefined);
      return answerPage(context, showFailed(context), 503, { 'retry-after': '60' });
    }
  };
}

/** `/u/<token>`. */
function readPath(path: string): { readonly kind?: LinkKind; readonly token: string } {
  const [, first, token = ''] = /^\/([a-z])\/([\w-]+)$/.exec(path) ?? [];
  const kind = (Object.keys(linkPaths) as LinkKind[]).find((candidate) => linkPaths[candidate] === first);
  return kind === undefined ? { token } : { kind, token };
}
