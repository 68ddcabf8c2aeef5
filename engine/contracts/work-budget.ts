/** Bounds the work of one check: a schema that its author made too complex, or an event made to be slow, ends it. */

/** Steps of one check of a touchpoint: some 20 ms of a full core. A usual event takes some hundreds. */
export const maxWork = 200_000;

export class WorkExceededError extends Error {
  readonly code = 'contract_work_exceeded';
  constructor() {
    super('The check of the contract took more steps than one check may take.');
    this.name = 'WorkExceededError';
  }
}

export interface WorkBudget {
  /** Throws WorkExceededError. */
  spend(steps: number): void;
}

export function createWorkBudget(steps = maxWork): WorkBudget {
  let left = steps;
  return {
    spend(taken) {
      left -= taken;
      if (left < 0) throw new WorkExceededError();
    },
  };
}
