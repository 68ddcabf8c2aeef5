/**
 * `/q/<code>`: leads to the target of a published link, and reports the scan as a touchpoint. That the scan is recorded
 * is never necessary for the redirect.
 */
import { randomUUID } from 'node:crypto';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { MINUTE } from '../../engine/base/time-units.ts';
import { defaultScanName } from '../../engine/model/documents/link-document.ts';
import { classifyReader } from '../feedback/classify-reader.ts';
import { readLinkState } from '../links/read-link-state.ts';
import type { ScanBus, ScanCounter, ScanCountStore } from '../ports/code-scans.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import type { PageProgram } from './page-program.ts';
import { showCode, showExpired } from './pages/confirm-pages.ts';
import { answerPage, type PageContext } from './pages/page.ts';
import { redirectHeaders } from './serve-short-link.ts';
import type { WebRequest, WebResponse } from './web.ts';

export interface ServeCodePorts {
  readonly scans: ScanBus;
  readonly scanCounts: Pick<ScanCountStore, 'add'>;
}

interface CodeRequest {
  readonly request: WebRequest;
  readonly program: PageProgram;
  readonly telemetry: Telemetry;
  /** Epoch ms. */
  readonly now: number;
  page(ofMessage: string | undefined): Promise<PageContext>;
}

/** Segment's browser SDK, and RudderStack's, read the anonymous id of a visitor from it. */
export const passedIdParameter = 'ajs_aid';
/** Of one IP address, in a minute and process. More are a program, or a crowd behind one address: they count apart. */
export const scansPerMinute = 30;

/** Undefined: it is the path of no code. People type printed addresses: capital letters mean the same. */
export function readCode({ path }: WebRequest): string | undefined {
  return /^\/q\/([a-z0-9][a-z0-9_-]{0,63})\/?$/.exec(path.toLowerCase())?.[1];
}

type ServeCode = (code: string, around: CodeRequest, ports: ServeCodePorts) => Promise<WebResponse>;

/** Throws when the program cannot be read and none was read before. */
export function createCodeServer(): ServeCode {
  let minute = 0;
  const scans = new Map<string, number>();

  function isTooMany(ip: string, now: number): boolean {
    if (Math.abs(now - minute) >= MINUTE) {
      scans.clear();
      minute = now;
    }
    const count = (scans.get(ip) ?? 0) + 1;
    scans.set(ip, count);
    return count > scansPerMinute;
  }

  return async (code, { request, program, telemetry, now, page }, { scans: bus, scanCounts }) => {
    const link = await program.link(code);
    if (link === undefined) {
      const context = await page(undefined);
      return answerPage(context, showCode(context, 'unknown'), 404);
    }
    const { device, reason } = classifyReader({
      ...{ kind: 'click', userAgent: request.userAgent ?? '', ipAddress: request.ip, at: now },
      sentAt: undefined,
    });
    const isPerson = request.method === 'GET' && request.isPrefetch !== true && reason === undefined;
    const isMachine = !isPerson || isTooMany(request.ip ?? '', now);
    const count = (counter: ScanCounter): Promise<void> =>
      scanCounts.add(code, counter, now).catch((error: unknown) => {
        telemetry.error('A scan is not counted', error, { code });
      });

    const state = readLinkState(link, now);
    if (state !== 'valid') {
      await count(isMachine ? 'machines' : 'outside');
      if (link.fallback !== undefined) return redirect(link.fallback);
      const context = await page(undefined);
      // Gone only where it does not come back: 410 is for good.
      if (state === 'ended') return answerPage(context, showExpired(context, 'endedCodeText'), 410);
      return answerPage(context, showCode(context, state), 404);
    }
    const { target } = link;
    if (isMachine) {
      await count('machines');
      return redirect(target);
    }
    const anonymousId = randomUUID();
    const { event = defaultScanName, place, campaign } = link;
    const scan = {
      ...{ id: `scan-${anonymousId}`, anonymousId, name: event, code, device, at: now },
      ...omitAbsent({ place, campaign }),
    };
    const put = bus.put(scan).catch((error: unknown) => {
      telemetry.error('A scan is no touchpoint', error, { code });
      return false;
    });
    const [isAccepted] = await Promise.all([put, count('people')]);
    telemetry.count(isAccepted ? 'CodesScanned' : 'ScansLost');
    return redirect(link.passId === true ? addParameter(target, anonymousId) : target);
  };
}

function addParameter(target: string, anonymousId: string): string {
  const url = new URL(target);
  url.searchParams.set(passedIdParameter, anonymousId);
  return url.href;
}

function redirect(target: string): WebResponse {
  return { status: 302, headers: { location: new URL(target).href, ...redirectHeaders }, body: '' };
}
