/** Finds Chromium or Chrome on this machine. The headless shell comes first: it opens a page in a third of the time. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** `CHROME_PATH` comes first, then the search path. Undefined: there is none. */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { CHROME_PATH: stated, PATH: path = '' } = env;
  if (stated !== undefined && stated !== '') return existsSync(stated) ? stated : undefined;
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...places].find((file) => existsSync(file));
}
