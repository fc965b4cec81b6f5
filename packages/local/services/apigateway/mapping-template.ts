// Mapping templates: VTL with the variables of API Gateway, rendered by velocityjs.
import { callJavaMethod } from './java-methods.ts';
import { evaluateJsonPath } from './template-path.ts';

/** Texts by name. */
export type Texts = Readonly<Record<string, string>>;

/** What a template reads. `context` also receives `$context.responseOverride`. */
export type TemplateVariables = {
  /** `$input.body` */
  body: string;
  parameters: { path: Texts; querystring: Texts; header: Texts };
  context: Record<string, unknown>;
  stageVariables: Texts;
};

/** A compiled template. */
export type MappingTemplate = (variables: TemplateVariables) => string;

/** A body that a template reads as JSON and that is not. */
export class BodyNotJson extends Error {}

/**
 * Compiles a template; throws a SyntaxError if it is not VTL. Source: API Gateway developer guide, "Variables for data
 * transformations". The library is loaded on demand, because most stacks have no template.
 */
export async function compileTemplate(text: string): Promise<MappingTemplate> {
  const { Compile, parse } = await import('velocityjs');
  const tree = parseOrThrow(parse, text);
  return ({ body, parameters, context, stageVariables }) => {
    const input = { body };
    const util = {};
    const functions = new Map<unknown, Functions>([
      [input, inputFunctions(body, parameters)],
      [util, UTIL],
    ]);
    const call = {
      uid: 'api-gateway',
      // Every call is answered here, so that a template reaches no JavaScript object.
      match: () => true,
      resolve: ({ property, context: target, params }: { property: string; context: unknown; params: unknown[] }) => {
        const own = functions.get(target);
        if (!own) return callJavaMethod(target, property, params);
        if (!Object.hasOwn(own, property)) throw new TypeError(`${property}() is not emulated.`);
        return own[property]?.(...(params as never[]));
      },
    };
    // `true`: a variable without a value is an empty text.
    return new Compile(tree, { customMethodHandlers: [call] }).render(
      { input, util, context, stageVariables },
      {},
      true,
    );
  };
}

type Functions = Readonly<Record<string, (...parameters: never[]) => unknown>>;

function inputFunctions(body: string, parameters: TemplateVariables['parameters']): Functions {
  let parsed: { root: unknown } | undefined;
  const evaluate = (path = '$') => {
    parsed ??= { root: parseBody(body) };
    return evaluateJsonPath(path, parsed.root);
  };
  return {
    json: (path?: string) => JSON.stringify(evaluate(path) ?? ''),
    path: (path?: string) => evaluate(path),
    params: (name?: string) => (name === undefined ? structuredClone(parameters) : parameterOf(name, parameters)),
  };
}

/** The same page: searched in the path, the query string and the headers, in that order. */
function parameterOf(name: string, { path, querystring, header }: TemplateVariables['parameters']): string {
  const found = [path, querystring, header].find((texts) => Object.hasOwn(texts, name));
  return found?.[name] ?? '';
}

function parseBody(body: string): unknown {
  if (body.trim() === '') return {};
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new BodyNotJson((cause as Error).message, { cause });
  }
}

const UTIL: Functions = {
  escapeJavaScript: (text: unknown) => escapeJavaScript(String(text ?? '')),
  parseJson: (text: string) => JSON.parse(text),
  urlEncode: (text: string) => new URLSearchParams([['', text]]).toString().slice(1),
  urlDecode: (text: string) => new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') ?? '',
  base64Encode: (text: string) => Buffer.from(text).toString('base64'),
  base64Decode: (text: string) => Buffer.from(text, 'base64').toString(),
};

const ESCAPES: Readonly<Record<string, string>> = { '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** As `escapeJavaScript` of Apache Commons Lang: quotes, slashes, control characters, and all that is not ASCII. */
function escapeJavaScript(text: string): string {
  return text.replace(
    /[\\"'/]|[^ -~]/g,
    (character) =>
      ESCAPES[character] ??
      (character > '~' || character < ' '
        ? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
        : `\\${character}`),
  );
}

function parseOrThrow<Tree>(parse: (text: string) => Tree, text: string): Tree {
  try {
    return parse(text);
  } catch (cause) {
    throw new SyntaxError(`not a template in VTL: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
}
