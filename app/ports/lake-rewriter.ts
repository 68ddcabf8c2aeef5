/** Rewrites files of the lake in their place: no other file is written or removed, so that no row of others is lost. */

export interface LakeRewriter {
  /** Up to 1,000 keys that begin with `prefix`, after the key `after`, in order. */
  list(prefix: string, after: string | undefined): Promise<readonly string[]>;
  /** Lines of JSON, and the version of the file. Undefined: it is gone, as partition-lake has filed it. */
  read(key: string): Promise<{ readonly text: string; readonly version: string } | undefined>;
  /** False: the file is gone, or was written since: read it again. */
  replace(key: string, text: string, version: string): Promise<boolean>;
}
