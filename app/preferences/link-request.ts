/** One request of one link, as its use case gets it. */
import type { Telemetry } from '../runtime/telemetry.ts';
import type { PageProgram } from './page-program.ts';
import type { PageContext } from './pages/page.ts';
import type { WebRequest } from './web.ts';

export interface LinkRequest {
  readonly request: WebRequest;
  readonly token: string;
  readonly program: PageProgram;
  readonly telemetry: Telemetry;
  /** Epoch ms. */
  readonly now: number;
  /** The page in the language of the message, unless the reader chose another. */
  page(ofMessage: string | undefined): Promise<PageContext>;
}
