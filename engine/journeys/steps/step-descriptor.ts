/** The descriptor of a step type. Properties that only validation needs are in engine/config/steps. */

import type { Place } from '../../conditions/fold-condition.ts';
import type { ComputedReader } from '../../conditions/profile-shape.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { JourneyStep } from '../../model/documents/journey-document.ts';
import type { CompiledTemplate } from '../../turn/definitions.ts';
import type { PathRead } from '../../values/list-paths.ts';
import type { CompiledStep } from '../compiled-journey.ts';

export type StepType = JourneyStep['type'];
export type StepOf<Type extends StepType> = Extract<JourneyStep, { readonly type: Type }>;

export interface StepDescriptor<Type extends StepType> {
  readonly waits: CompiledStep['waits'];
  /** Throws DocumentInvalidError or PatternInvalidError. */
  compile(step: StepOf<Type>, context: StepContext): StepBehaviour;
  /** Paths into the person and the event, with their places in the step. `templates`: their paths are included. */
  reads(step: StepOf<Type>, templates: TemplateVariables): readonly PathRead[];
  /** With their places in the step. */
  conditions(step: StepOf<Type>): readonly (readonly [condition: Condition, at: Place])[];
}

export type StepBehaviour = Omit<CompiledStep, 'id' | 'waits'>;
export type TemplateVariables = ReadonlyMap<string, Pick<CompiledTemplate, 'variables'>>;

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

/** For a step that reads nothing, or has no conditions. */
export const none = (): readonly never[] => [];
