// Types of the parts of dynalite that are used as a library: validations worded as AWS does, and the expression parsers.

declare module 'dynalite/validations/index.js' {
  export function checkTypes(data: object, types: object): Record<string, unknown>;
  export function checkValidations(data: object, types: object, custom: unknown, store: object): void;
}

declare module 'dynalite/db/index.js' {
  export function validateKey(key: object, schema: object): Error | null | undefined;
  export function validateItem(item: object, schema: object): Error | null | undefined;
  export function validateUpdates(legacy: unknown, updates: unknown, schema: object): Error | null | undefined;
  export function validateKeyPaths(paths: unknown, schema: object): Error | null | undefined;
}

declare module 'dynalite/db/*Parser.js' {
  type Context = {
    attrNames?: Readonly<Record<string, string>>;
    attrVals?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    unusedAttrNames: Record<string, unknown>;
    unusedAttrVals: Record<string, unknown>;
    isReserved?: (name: string) => boolean;
  };
  /** `parse` returns the parsed expression, or a text that says what is wrong with it; it throws on a syntax error. */
  const parser: { parse: (text: string, options: { context: Context }) => object | string };
  export = parser;
}

declare module 'dynalite/validations/*' {
  export const types: Record<string, object>;
  export function custom(data: object, store: object): string | undefined;
}
