/** All step types: each has its file here, and its validation in engine/config/steps. */

import type { Place } from '../../conditions/fold-condition.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { JourneyStep } from '../../model/documents/journey-document.ts';
import type { PathRead } from '../../values/list-paths.ts';
import type { CompiledStep } from '../compiled-journey.ts';
import { branchStep } from './branch.ts';
import { emitStep } from './emit.ts';
import { endStep } from './end.ts';
import { enterStep } from './enter.ts';
import { holdoutStep } from './holdout.ts';
import { sendStep } from './send.ts';
import { splitStep } from './split.ts';
import type { StepContext, StepDescriptor, StepType, TemplateVariables } from './step-descriptor.ts';
import { updateStep } from './update.ts';
import { waitStep } from './wait.ts';
import { waitForStep } from './wait-for.ts';
import { webhookStep } from './webhook.ts';

const stepTypes: { readonly [Type in StepType]: StepDescriptor<Type> } = {
  send: sendStep,
  update: updateStep,
  emit: emitStep,
  webhook: webhookStep,
  enter: enterStep,
  end: endStep,
  wait: waitStep,
  waitFor: waitForStep,
  branch: branchStep,
  split: splitStep,
  holdout: holdoutStep,
};

/** Throws DocumentInvalidError or PatternInvalidError. */
export function compileStep(step: JourneyStep, context: StepContext): CompiledStep {
  const { waits, compile } = describe(step);
  return { id: context.id, waits, ...compile(step, context) };
}

/** Paths into the person and the event that a step reads, with their places in it. */
export function listStepReads(step: JourneyStep, templates: TemplateVariables): readonly PathRead[] {
  return describe(step).reads(step, templates);
}

/** Conditions of a step, with their places in it. */
export function listStepConditions(step: JourneyStep): readonly (readonly [Condition, Place])[] {
  return describe(step).conditions(step);
}

/** Whether people may wait at a step. */
export function isWaitingStep(step: JourneyStep): boolean {
  return describe(step).waits !== 'never';
}

/** The record pairs each type with its descriptor, which TypeScript cannot follow through an index access. */
function describe(step: JourneyStep): StepDescriptor<StepType> {
  return stepTypes[step.type] as StepDescriptor<StepType>;
}
