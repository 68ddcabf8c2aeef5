/** The message that a template makes for a person, with its content. Nothing is sent. */
import type { JsonObject } from '../../engine/base/json.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../engine/model/program-snapshot.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { previewMessage, withLocale } from '../../engine/simulate/preview-message.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { RenderedFields, RenderRequest } from '../ports/rendering.ts';
import { describeSampleRendering } from '../send/describe-rendering.ts';
import { type FetchTools, fetchContent, type NoteFailure } from '../send/fetch-content.ts';

export interface TemplatePreviewRequest {
  readonly snapshot: ProgramSnapshot;
  readonly header: TemplateHeader;
  readonly compiled: CompiledTemplate;
  /** The person and the event whose values the message shows. */
  readonly profile: Profile;
  readonly touchpoint: Touchpoint;
  /** Instead of the person's own. */
  readonly locale?: string | undefined;
  /** What the template fetches; its fallbacks when absent. */
  readonly content?: JsonObject | undefined;
  /** Of the stage: as in SampleOptions. */
  readonly publicUrl?: string | undefined;
}

export type TemplatePreview =
  | { readonly outcome: 'rendered'; readonly message: SendMessage; readonly fields: RenderedFields }
  /** The values of the template are too large for a message. */
  | { readonly outcome: 'too_large' }
  | { readonly outcome: 'render_failed'; readonly problem: string };

/**
 * Undefined where the template fetches nothing. Throws ContentUnavailableError where a failure would abort the message, and
 * the errors of rendering.
 */
export async function fetchPreviewContent(
  { snapshot, header, compiled, profile, touchpoint, locale }: TemplatePreviewRequest,
  tools: Omit<FetchTools, 'allowedHosts'>,
  noteFailure: NoteFailure,
): Promise<JsonObject | undefined> {
  const person = withLocale(profile, locale, touchpoint.receivedAt);
  const message = previewMessage(snapshot, header, person, touchpoint);
  if (compiled.fetch === undefined || message === undefined) return undefined;
  const { utm, allowedHosts } = snapshot.policy ?? {};
  return fetchContent(
    describeSampleRendering(message, compiled, { utm }),
    { ...tools, allowedHosts },
    noteFailure,
  );
}

export function previewTemplate(
  { snapshot, header, compiled, profile, touchpoint, locale, content, publicUrl }: TemplatePreviewRequest,
  render: (request: RenderRequest) => RenderedFields,
): TemplatePreview {
  const person = withLocale(profile, locale, touchpoint.receivedAt);
  const message = previewMessage(snapshot, header, person, touchpoint);
  if (message === undefined) return { outcome: 'too_large' };
  const { utm } = snapshot.policy ?? {};
  try {
    return {
      outcome: 'rendered',
      message,
      fields: render(describeSampleRendering(message, compiled, { utm, content, publicUrl })),
    };
  } catch (error) {
    return { outcome: 'render_failed', problem: error instanceof Error ? error.message : String(error) };
  }
}
