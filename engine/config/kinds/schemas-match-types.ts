/** Proof, at compile time, that the schema of each kind accepts exactly the engine's type of it. */
import type * as z from 'zod';
import type { Json, JsonObject } from '../../base/json.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { DocumentByKind, DocumentKind } from '../../model/documents/documents.ts';
import type { kindDefinitions } from './kind-definitions.ts';

type Inferred<Kind extends DocumentKind> = z.infer<(typeof kindDefinitions)[Kind]['schema']>;
/** Recursive types that the schemas name: they agree by definition. */
type Stated<T> = [T] extends [Condition]
  ? true
  : [Json[]] extends [T]
    ? true
    : [JsonObject] extends [T]
      ? // An object of optional fields accepts any JSON object too, and is none of the recursive types.
        string extends keyof T
        ? true
        : false
      : false;
type MutableFields<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;
type CompleteFields<T> = T extends object ? { -readonly [Key in keyof T]-?: Complete<T[Key]> } : T;
/** The types are `readonly`, zod infers mutable ones. */
type Mutable<T> = Stated<T> extends true ? T : MutableFields<T>;
/** With every field required, a field that exists on one side only is an error. */
type Complete<T> = Stated<T> extends true ? T : CompleteFields<T>;
type Accepts<Left, Right> = [Left] extends [Right] ? true : false;

interface Agreement<Kind extends DocumentKind> {
  readonly schemaGivesType: Accepts<Inferred<Kind>, DocumentByKind[Kind]>;
  readonly typeFitsSchema: Accepts<Mutable<DocumentByKind[Kind]>, Inferred<Kind>>;
  readonly schemaHasNoMore: Accepts<Complete<DocumentByKind[Kind]>, Complete<Inferred<Kind>>>;
  readonly typeHasNoMore: Accepts<Complete<Inferred<Kind>>, Complete<DocumentByKind[Kind]>>;
}
const agreed = {
  schemaGivesType: true,
  typeFitsSchema: true,
  schemaHasNoMore: true,
  typeHasNoMore: true,
} as const;

/** Does not compile when a schema and its type differ. */
export const schemasMatchTypes: { readonly [Kind in DocumentKind]: Agreement<Kind> } = {
  rule: agreed,
  segment: agreed,
  trait: agreed,
  template: agreed,
  policy: agreed,
  journey: agreed,
  campaign: agreed,
  purpose: agreed,
  topic: agreed,
  block: agreed,
  event: agreed,
  link: agreed,
  query: agreed,
};
