/** The part of mjml 5 that is used; it ships no types. */
declare module 'mjml' {
  interface MjmlFault {
    readonly line: number;
    readonly message: string;
    readonly tagName: string;
  }
  export default function mjml2html(
    source: string,
    options: {
      readonly validationLevel: 'soft';
      readonly ignoreIncludes: boolean;
      /** Family → style sheet, loaded when the family is used. */
      readonly fonts: Readonly<Record<string, string>>;
    },
  ): Promise<{ readonly html: string; readonly errors: readonly MjmlFault[] }>;
}
