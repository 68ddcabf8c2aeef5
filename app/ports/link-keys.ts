/** The keys of links. Every rotation adds a version; earlier versions still open the links that they sealed. */

export interface LinkKey {
  /** From 1; each later key has a higher one. */
  readonly version: number;
  /** 32 random bytes. */
  readonly key: Uint8Array;
}

/** The keys as links are sealed and opened with them. */
export interface LinkKeys {
  /** Seals new links. Throws LinkKeyMissingError, or the error of the read. */
  current(): Promise<LinkKey>;
  /** Undefined when there is no such version. Throws the error of the read. */
  find(version: number): Promise<Uint8Array | undefined>;
}

/** Where the keys are stored. */
export interface LinkKeyReader {
  /** The newest without `version`; undefined when there is none. Throws LinkKeyInvalidError for another value. */
  read(version?: number): Promise<LinkKey | undefined>;
}

export interface LinkKeyWriter {
  /** Stores the first version. False when a key is stored: it stays as it is. */
  createFirst(key: Uint8Array): Promise<boolean>;
  /** Adds a version, and returns it. */
  addVersion(key: Uint8Array): Promise<number>;
}

/** Bytes of a key. */
export const linkKeyLength = 32;

/** The stage has no link key yet. */
export class LinkKeyMissingError extends Error {
  readonly code = 'link_key_missing';
  constructor() {
    super(
      'The stage has no link key. publish-config creates it within a minute; if it does not, see its alarm, or run: percorso links rotate.',
    );
    this.name = 'LinkKeyMissingError';
  }
}

/** The stored value is not 32 bytes in base64. The value is not repeated. */
export class LinkKeyInvalidError extends Error {
  readonly code = 'link_key_invalid';
  constructor(place: string) {
    super(`${place} is not a link key (32 bytes in base64). Replace it: percorso links rotate.`);
    this.name = 'LinkKeyInvalidError';
  }
}
