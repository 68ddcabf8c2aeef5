/** What every step is compiled with. */
import type { ComputedReader } from '../../conditions/profile-shape.ts';
import type { JourneyStep } from '../../model/documents/journey-document.ts';
import type { CompiledStep } from '../compiled-journey.ts';

export interface StepContext {
  readonly id: string;
  /** `journey/win-back`, for errors. */
  readonly document: string;
  /** `steps.remind`. */
  readonly path: string;
  readonly computed: ComputedReader;
  /** Of the journey: path in the event. */
  readonly key: string | undefined;
}

type Behaviour = Omit<CompiledStep, 'id' | 'type'>;

/** Throws DocumentInvalidError or PatternInvalidError. */
export type StepCompiler<Type extends JourneyStep['type']> = (
  step: Extract<JourneyStep, { readonly type: Type }>,
  context: StepContext,
) => Behaviour;
