/** Screenshots of an HTML file in Chromium, over the browser's own debugging pipe. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { MINUTE } from '../../engine/base/time-units.ts';

/** Chromium did not start, or did not answer in time. */
export class ScreenshotFailedError extends Error {
  readonly code = 'screenshot_failed';
  constructor(problem: string) {
    super(
      `Chromium made no screenshot: ${problem}. Check that it starts, or set CHROME_PATH to another one.`,
    );
    this.name = 'ScreenshotFailedError';
  }
}

/** Milliseconds for all screenshots. */
const timeLimit = MINUTE;
/** Pixels: a longer image cannot be encoded. */
const maxHeight = 16_000;

/** PNG of the whole page per width in pixels; its scripts do not run, as in a mail client. Throws ScreenshotFailedError. */
export async function makeScreenshots(
  chromium: string,
  file: string,
  widths: readonly number[],
): Promise<readonly Buffer[]> {
  const data = mkdtempSync(join(tmpdir(), 'percorso-png-'));
  const child = startChromium(chromium, data);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const timer = setTimeout(() => end(child), timeLimit);
  try {
    const page = await openPage(connect(child));
    const images: Buffer[] = [];
    for (const width of widths) images.push(await capture(page, file, width));
    return images;
  } finally {
    clearTimeout(timer);
    end(child);
    await ended;
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

function startChromium(chromium: string, data: string): ChildProcess {
  // Chromium refuses its own sandbox to the root user, as in a container.
  const isRoot = process.getuid?.() === 0;
  const options = [
    '--headless',
    '--remote-debugging-pipe',
    '--hide-scrollbars',
    '--disable-gpu',
    '--no-first-run',
  ];
  const all = [...options, `--user-data-dir=${data}`, ...(isRoot ? ['--no-sandbox'] : [])];
  return spawn(chromium, all, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: hasGroups });
}

/** On Windows there are none. */
const hasGroups = process.platform !== 'win32';

/** Ends the whole group: the command can be a script, and the browser is then another process than the child. */
function end(child: ChildProcess): void {
  try {
    if (hasGroups && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
  child.kill('SIGKILL');
}

/** Sends a command of the DevTools protocol; `until`: the event to wait for as well. */
type Call = (
  method: string,
  params?: object,
  options?: { readonly session?: string; readonly until?: string },
) => Promise<Readonly<Record<string, unknown>>>;

interface Waiting {
  readonly resolve: (result: Readonly<Record<string, unknown>>) => void;
  readonly reject: (error: Error) => void;
}

/** Messages are JSON, each one ended by a zero byte. */
function connect(child: ChildProcess): Call {
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number | string, Waiting>();
  const fail = (problem: string) => {
    for (const { reject } of waiting.values()) reject(new ScreenshotFailedError(problem));
  };
  child.once('error', ({ message }) => fail(message));
  child.once('close', (code, signal) => fail(`it ended with ${signal ?? code}`));
  input.on('error', () => undefined);
  let rest = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop() ?? '';
    for (const { id, method, result, error } of messages.map((text) => JSON.parse(text))) {
      const known = waiting.get(id ?? method);
      waiting.delete(id ?? method);
      if (error === undefined) known?.resolve(result ?? {});
      else known?.reject(new ScreenshotFailedError(String(error.message)));
    }
  });
  let count = 0;
  const wait = (key: number | string) =>
    new Promise<Readonly<Record<string, unknown>>>((resolve, reject) =>
      waiting.set(key, { resolve, reject }),
    );
  return async (method, params = {}, { session, until } = {}) => {
    count += 1;
    const answers = [wait(count), ...(until === undefined ? [] : [wait(until)])];
    input.write(`${JSON.stringify({ id: count, method, params, sessionId: session })}\0`);
    const [answer = {}] = await Promise.all(answers);
    return answer;
  };
}

async function openPage(call: Call): Promise<Call> {
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const page: Call = (method, params, options) =>
    call(method, params, { ...options, session: String(sessionId) });
  await page('Page.enable');
  await page('Emulation.setScriptExecutionDisabled', { value: true });
  return page;
}

async function capture(page: Call, file: string, width: number): Promise<Buffer> {
  const screen = { width, height: 800, deviceScaleFactor: 1, mobile: false };
  await page('Emulation.setDeviceMetricsOverride', screen);
  await page('Page.navigate', { url: pathToFileURL(file).href }, { until: 'Page.loadEventFired' });
  const { cssContentSize } = await page('Page.getLayoutMetrics');
  const { height } = cssContentSize as { readonly height: number };
  const clip = { x: 0, y: 0, width, height: Math.min(Math.max(1, Math.ceil(height)), maxHeight), scale: 1 };
  const { data } = await page('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip });
  return Buffer.from(String(data), 'base64');
}
