/** Links behind QR codes and printed addresses: `/q/<id>` of the public host leads to the target. */
import type { DocumentBase } from './document-base.ts';

export interface LinkDocument extends DocumentBase {
  readonly kind: 'link';
  /** `https://...`: where a scan leads to. */
  readonly target: string;
  /** Where the code is: a shop, a poster, a TV spot. `context.place` of the touchpoint. */
  readonly place?: string;
  /** `properties.campaign` of the touchpoint. */
  readonly campaign?: string;
  /** Name of the touchpoint; `Code Scanned` when absent. */
  readonly event?: string;
  /** ISO 8601 with a zone: before it, the code leads to the fallback. */
  readonly validFrom?: string;
  /** ISO 8601 with a zone: from then on, the code leads to the fallback. */
  readonly validUntil?: string;
  /** `https://...`: where a code leads to that is not in force; a page says so when absent. */
  readonly fallback?: string;
  /** The target gets the anonymous id of the scan in its query string (`ajs_aid`). */
  readonly passId?: boolean;
}

export const defaultScanName = 'Code Scanned';
