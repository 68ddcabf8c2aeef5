/** The size of an email's HTML: Gmail shows the first 102 KB, and hides the rest behind a link. */

import type { Finding } from '../../engine/config/problems/problem.ts';
import { countBytes, formatKilobytes } from '../../engine/config/read/explain-size.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';

const shownByGmail = 102 * 1024;
/** Values, tracked links and the footer need room. */
const advised = 80 * 1024;

/** `isRisky`: the end of the email, with the link to unsubscribe, can be hidden. */
export interface EmailSize {
  readonly bytes: number;
  readonly isRisky: boolean;
  readonly words: string;
}

export function measureEmail(html: string): EmailSize {
  const bytes = countBytes(html);
  const size = `The HTML has ${formatKilobytes(bytes)}`;
  const limit = `Gmail shows ${formatKilobytes(shownByGmail)}`;
  if (bytes > shownByGmail)
    return { bytes, isRisky: true, words: `${size}: ${limit} and hides the rest. Shorten it.` };
  if (bytes > advised) {
    const words = `${size}: ${limit} and hides the rest. Keep it below ${formatKilobytes(advised)}.`;
    return { bytes, isRisky: true, words };
  }
  return { bytes, isRisky: false, words: `${size} (${limit}).` };
}

/** Of compiled content, before values and loops are filled in. */
export function warnOfSize({ contents }: CompiledTemplate): Finding[] {
  return Object.entries(contents).flatMap(([locale, { html = '' }]): Finding[] => {
    const { isRisky, words } = measureEmail(html);
    if (!isRisky) return [];
    const segments = locale === '' ? ['content'] : ['locales', locale];
    return [{ segments, remedy: words, code: 'too_large', severity: 'warning' }];
  });
}
