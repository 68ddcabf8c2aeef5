/** The secrets of a stage. */

/** The stage's secrets, by name. */
export interface SecretReader {
  /** Undefined when no secret has that name. Throws when it cannot be read now. */
  read(name: string): Promise<string | undefined>;
}

/** An operator's access to the stage's secrets; values cannot be read. */
export interface SecretStore {
  /** Replaces an existing value. */
  set(name: string, value: string): Promise<void>;
  list(): Promise<readonly SecretEntry[]>;
  /** False when it did not exist. */
  remove(name: string): Promise<boolean>;
}

export interface SecretEntry {
  readonly name: string;
  /** Epoch ms. */
  readonly setAt: number;
}
