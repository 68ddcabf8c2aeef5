/** Rendering of one message's content, behind limits of time and memory. */
import type { JsonObject } from '../../engine/base/json.ts';
import type { CompiledTemplate } from './publishing-ports.ts';

export interface RenderRequest {
  readonly template: CompiledTemplate;
  /** Language of the content: the one of the template's locales that suits it, else the default content. */
  readonly locale?: string;
  /** Language of dates and money, a BCP 47 tag; `locale` when absent, `en-US` without either. */
  readonly language?: string;
  /** Recipient's time zone, an IANA name: dates are shown in it unless the template says another; UTC when absent. */
  readonly timeZone?: string;
  readonly variables: JsonObject;
  /** What `now` means in the template: the decision's moment (epoch ms). */
  readonly now: number;
}

/** `subject`, `html`, `text`, `body`, `title`, `url`, `data.<key>`. */
export type RenderedFields = Readonly<Record<string, string>>;

export interface RenderSandbox {
  /** Throws TemplateRenderError (the template's fault) or RendererUnavailableError (not its fault: try later). */
  render(request: RenderRequest): Promise<RenderedFields>;
  close(): Promise<void>;
}

/** The template's content could not be rendered, and will not be another time. */
export class TemplateRenderError extends Error {
  readonly code = 'render_failed';
  readonly template: string;
  readonly revision: string;
  constructor({ template }: RenderRequest, problem: string) {
    super(`Template ${template.id} (${template.revision}): ${problem}. Correct the template and publish it.`);
    this.name = 'TemplateRenderError';
    this.template = template.id;
    this.revision = template.revision;
  }
}

/** The worker does not start: says nothing about the template. */
export class RendererUnavailableError extends Error {
  readonly code = 'renderer_unavailable';
  constructor(problem: string) {
    super(
      `The render worker did not start: ${problem}. Its bundle render-worker.mjs belongs beside the function's.`,
    );
    this.name = 'RendererUnavailableError';
  }
}
