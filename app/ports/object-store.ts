/** Objects of a bucket, such as S3, that other systems write. */

export interface ObjectFacts {
  readonly bytes: number;
  /** Changes with the content. */
  readonly version: string;
}

/** The object is no longer the one that `describe` found. */
export class ObjectChangedError extends Error {
  readonly code = 'object_changed';
  readonly remedy = 'Start again when nothing writes to it.';
  constructor() {
    super('The object was replaced or removed while it was read.');
    this.name = 'ObjectChangedError';
  }
}

export interface ObjectStore {
  /** Undefined when there is no such object. */
  describe(bucket: string, key: string): Promise<ObjectFacts | undefined>;
  /** The bytes of this version from `from` on, which must be before its end. Throws ObjectChangedError. */
  read(
    bucket: string,
    key: string,
    part: { readonly version: string; readonly from: number },
  ): Promise<AsyncIterable<Uint8Array>>;
}
