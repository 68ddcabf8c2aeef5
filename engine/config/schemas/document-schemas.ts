/** The schemas of all kinds of documents, proved at compile time to accept exactly the engine's types. */
import type * as z from 'zod';
import type { Json, JsonObject } from '../../base/json.ts';
import type { CampaignDocument } from '../../model/documents/campaign-document.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { ConfigDocument, DocumentKind } from '../../model/documents/documents.ts';
import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import type { PolicyDocument } from '../../model/documents/policy-document.ts';
import type { RuleDocument } from '../../model/documents/rule-document.ts';
import type { SegmentDocument } from '../../model/documents/segment-document.ts';
import type { TemplateDocument } from '../../model/documents/template-document.ts';
import type { TraitDocument } from '../../model/documents/trait-document.ts';
import { campaignSchema } from './campaign-schema.ts';
import { journeySchema } from './journey-schema.ts';
import { policySchema } from './policy-schema.ts';
import { ruleSchema } from './rule-schema.ts';
import { segmentSchema } from './segment-schema.ts';
import { templateSchema } from './template-schema.ts';
import { traitSchema } from './trait-schema.ts';

export interface DocumentByKind {
  rule: RuleDocument;
  segment: SegmentDocument;
  trait: TraitDocument;
  template: TemplateDocument;
  policy: PolicyDocument;
  journey: JourneyDocument;
  campaign: CampaignDocument;
}

export const documentSchemas = {
  rule: ruleSchema,
  segment: segmentSchema,
  trait: traitSchema,
  template: templateSchema,
  policy: policySchema,
  journey: journeySchema,
  campaign: campaignSchema,
} as const satisfies Record<DocumentKind, z.ZodType>;

export const documentKinds = Object.keys(documentSchemas) as readonly DocumentKind[];

export function isDocumentKind(kind: unknown): kind is DocumentKind {
  return typeof kind === 'string' && Object.hasOwn(documentSchemas, kind);
}

/** Checks one value against its kind's schema. */
export function parseDocument(kind: DocumentKind, value: unknown): ParsedDocument {
  const result = documentSchemas[kind].safeParse(value);
  if (!result.success) return { issues: result.error.issues };
  return { document: result.data as ConfigDocument };
}

export type ParsedDocument =
  | { readonly document: ConfigDocument; readonly issues?: undefined }
  | { readonly document?: undefined; readonly issues: readonly z.core.$ZodIssue[] };

type Inferred<Kind extends DocumentKind> = z.infer<(typeof documentSchemas)[Kind]>;
/** Recursive types that the schemas state by name: they agree as they are. */
type Stated<T> = [T] extends [Condition]
  ? true
  : [Json[]] extends [T]
    ? true
    : [JsonObject] extends [T]
      ? // An object of optional fields takes any JSON object too, and is none of the recursive types.
        string extends keyof T
        ? true
        : false
      : false;
type MutableFields<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;
type CompleteFields<T> = T extends object ? { -readonly [Key in keyof T]-?: Complete<T[Key]> } : T;
/** The types say `readonly`, zod infers without. */
type Mutable<T> = Stated<T> extends true ? T : MutableFields<T>;
/** With every field required, a field that only one side knows shows. */
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

/** Does not compile when a schema and its type drift apart. */
export const schemasMatchTypes: { readonly [Kind in DocumentKind]: Agreement<Kind> } = {
  rule: agreed,
  segment: agreed,
  trait: agreed,
  template: agreed,
  policy: agreed,
  journey: agreed,
  campaign: agreed,
};
