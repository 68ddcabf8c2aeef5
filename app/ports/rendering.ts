/** Rendering of one message's content, with limits of time and memory. */
import type { JsonObject } from '../../engine/base/json.ts';
import type { CompiledTemplate } from './program-store.ts';

export interface RenderRequest {
  readonly template: CompiledTemplate;
  /** Language of the content: the template's locale that matches it best, else the default content. */
  readonly locale?: string;
  /** Language of dates and money, a BCP 47 tag; `locale` when absent, `en-US` without either. */
  readonly language?: string;
  /** Recipient's time zone, an IANA name: the default zone of dates in the template. UTC when absent. */
  readonly timeZone?: string;
  readonly variables: JsonObject;
  /** The value of `now` in the template: the time of the decision (epoch ms). */
  readonly now: number;
  /** Parameters for its links; none when absent. */
  readonly linkTags?: LinkTags;
  /** Of SMS: links of the body become short ones. */
  readonly shortLinks?: ShortCodes;
}

export interface ShortCodes {
  /** `https://...` without a slash at its end. */
  readonly base: string;
  /** One for each different link, in the order of the text. Further links stay long. */
  readonly codes: readonly string[];
}

export interface LinkTags {
  /** `utm_source=shop&utm_medium=email`, encoded for a URL. */
  readonly query: string;
  /** Host names as in a URL, with their subdomains, or all. */
  readonly hosts: 'all' | readonly string[];
}

/**
 * `subject`, `html`, `text`, `body`, `title`, `url`, `data.<key>`; see adapters/content/push-sources.ts. `link.<code>`:
 * where a short link of the body leads.
 */
export type RenderedFields = Readonly<Record<string, string>>;

export interface RenderSandbox {
  /** Throws TemplateRenderError (the template is faulty) or RendererUnavailableError (it is not: try later). */
  render(request: RenderRequest): Promise<RenderedFields>;
  close(): Promise<void>;
}

/** The template's content cannot be rendered; a retry gives the same error. */
export class TemplateRenderError extends Error {
  readonly code = 'render_failed' as const;
  readonly template: string;
  readonly revision: string;
  constructor({ template }: RenderRequest, problem: string) {
    super(`Template ${template.id} (${template.revision}): ${problem}. Correct the template and publish it.`);
    this.name = 'TemplateRenderError';
    this.template = template.id;
    this.revision = template.revision;
  }
}

/** The worker does not start. The template is not at fault. */
export class RendererUnavailableError extends Error {
  readonly code = 'renderer_unavailable';
  constructor(problem: string) {
    super(
      `The render worker did not start: ${problem}. Its bundle render-worker.mjs belongs beside the function's.`,
    );
    this.name = 'RendererUnavailableError';
  }
}
