/** The message that a template makes for a person, with its content. Nothing is sent. */
import type { SendMessage } from '../../engine/model/effects.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../engine/model/program-snapshot.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { previewMessage, withLocale } from '../../engine/simulate/preview-message.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { RenderedFields, RenderRequest } from '../ports/rendering.ts';
import { describeSampleRendering } from '../send/describe-rendering.ts';

export interface TemplatePreviewRequest {
  readonly snapshot: ProgramSnapshot;
  readonly header: TemplateHeader;
  readonly compiled: CompiledTemplate;
  /** The person and the event whose values the message shows. */
  readonly profile: Profile;
  readonly touchpoint: Touchpoint;
  /** Instead of the person's own. */
  readonly locale?: string | undefined;
}

export type TemplatePreview =
  | { readonly outcome: 'rendered'; readonly message: SendMessage; readonly fields: RenderedFields }
  /** The values of the template are too large for a message. */
  | { readonly outcome: 'too_large' }
  | { readonly outcome: 'render_failed'; readonly problem: string };

export function previewTemplate(
  { snapshot, header, compiled, profile, touchpoint, locale }: TemplatePreviewRequest,
  render: (request: RenderRequest) => RenderedFields,
): TemplatePreview {
  const person = withLocale(profile, locale, touchpoint.receivedAt);
  const message = previewMessage(snapshot, header, person, touchpoint);
  if (message === undefined) return { outcome: 'too_large' };
  try {
    return {
      outcome: 'rendered',
      message,
      fields: render(describeSampleRendering(message, compiled, snapshot.policy?.utm)),
    };
  } catch (error) {
    return { outcome: 'render_failed', problem: error instanceof Error ? error.message : String(error) };
  }
}
