/** The ids of a touchpoint are those of a person who was erased: nothing of it may be kept. */
export class PersonErasedError extends Error {
  readonly code = 'person_erased';
  constructor() {
    super('The touchpoint is of a person who was erased. It is dropped.');
    this.name = 'PersonErasedError';
  }
}
