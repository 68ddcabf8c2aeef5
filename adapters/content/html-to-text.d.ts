/** The part of html-to-text that is used here; the package brings no types. */
declare module 'html-to-text' {
  export interface FormatOptions {
    readonly [option: string]: unknown;
  }
  export interface TextBuilder {
    addInline(text: string): void;
    addLineBreak(): void;
  }
  export type FormatCallback = (
    element: { readonly attribs: Readonly<Record<string, string>>; readonly children: unknown },
    run: (children: unknown, builder: TextBuilder) => void,
    builder: TextBuilder,
    options: FormatOptions,
  ) => void;
  export interface ConvertOptions {
    readonly wordwrap: number | false;
    readonly baseElements: { readonly selectors: readonly string[] };
    readonly formatters: Readonly<Record<string, FormatCallback>>;
    readonly limits: { readonly maxDepth: number; readonly ellipsis: string };
    readonly selectors: readonly {
      readonly selector: string;
      readonly format?: string;
      readonly options?: FormatOptions;
    }[];
  }
  export function compile(options: ConvertOptions): (html: string) => string;
}
