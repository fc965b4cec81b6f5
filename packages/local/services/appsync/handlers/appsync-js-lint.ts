// Checks handler code for JavaScript features that APPSYNC_JS does not support. "Supported runtime features".
import { HANDLER_CODE_MAX } from '@parley/wire';
import { type AnyNode, type Expression, type Node, type Program, parse } from 'acorn';

/** A feature that is not supported. `rule` is its name in AWS's ESLint plugin, where it has one. */
export type LintError = { line: number; rule: string; message: string };

/** The modules that the runtime provides; "Built-in modules". */
const MODULES: ReadonlySet<unknown> = new Set(['@aws-appsync/utils', '@aws-appsync/utils/dynamodb']);

/** Finds the features that APPSYNC_JS would reject; an empty list when the code is valid. */
export function lintHandler(code: string): LintError[] {
  if (code.length > HANDLER_CODE_MAX)
    return [
      {
        line: 1,
        rule: 'code-size',
        message: `The code has ${code.length} characters; AppSync takes ${HANDLER_CODE_MAX}.`,
      },
    ];
  let program: Program;
  try {
    program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (error) {
    const { loc, message } = error as SyntaxError & { loc?: { line: number } };
    return [{ line: loc?.line ?? 1, rule: 'syntax', message }];
  }
  const functions = functionsOf(program);
  const lintErrors: LintError[] = [];
  for (const node of descendants(program)) {
    for (const [rule, message] of unsupportedIn(node, functions))
      lintErrors.push({ line: (node as Node).loc?.start.line ?? 1, rule, message });
  }
  for (const [name, body] of functions) {
    if (reaches(name, name, functions, new Set()))
      lintErrors.push({
        line: body.loc?.start.line ?? 1,
        rule: 'no-recursion',
        message: `${name} calls itself; recursion is not supported.`,
      });
  }
  return lintErrors.sort((a, b) => a.line - b.line);
}

type Unsupported = readonly [rule: string, message: string];
type Functions = ReadonlyMap<string, Node>;

/** Syntax that is rejected everywhere. */
const UNSUPPORTED: Partial<Record<AnyNode['type'], Unsupported>> = {
  AwaitExpression: ['no-await', 'await is not supported.'],
  ClassDeclaration: ['no-classes', 'Classes are not supported.'],
  ClassExpression: ['no-classes', 'Classes are not supported.'],
  ContinueStatement: ['no-continue', 'continue is not supported.'],
  DoWhileStatement: ['no-while', 'do-while is not supported; use for-of.'],
  ForStatement: ['no-for', 'for with a counter is not supported; use for-of or for-in.'],
  ImportExpression: ['no-import', 'import() is not supported.'],
  LabeledStatement: ['no-labels', 'Labels are not supported.'],
  NewExpression: ['no-new', 'Constructors are not supported.'],
  ThisExpression: ['no-this', 'this is not supported.'],
  ThrowStatement: ['no-throw', 'throw is not supported; use util.error.'],
  TryStatement: ['no-try', 'try is not supported.'],
  WhileStatement: ['no-while', 'while is not supported; use for-of.'],
  YieldExpression: ['no-yield', 'yield is not supported.'],
};

function* unsupportedIn(node: AnyNode, functions: Functions): Iterable<Unsupported> {
  const unsupported = UNSUPPORTED[node.type];
  if (unsupported) yield unsupported;
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      if (node.async) yield ['no-async', 'async functions are not supported.'];
      if (node.generator) yield ['no-generators', 'Generators are not supported.'];
      if (node.type === 'ArrowFunctionExpression' && isFunction(node.body, functions)) yield RETURNED_FUNCTION;
      return;
    case 'ReturnStatement':
      if (isFunction(node.argument, functions)) yield RETURNED_FUNCTION;
      return;
    case 'ForOfStatement':
      if (node.await) yield ['no-await', 'for await is not supported.'];
      return;
    case 'Literal':
      if (node.regex) yield ['no-regex', 'Regular expression literals are not supported; use util.matches.'];
      return;
    case 'UpdateExpression':
      yield ['no-disallowed-unary-operators', `${node.operator} is not supported.`];
      return;
    case 'UnaryExpression':
      if (node.operator === '~') yield ['no-disallowed-unary-operators', '~ is not supported.'];
      return;
    case 'BinaryExpression':
      if (node.operator === 'in' || node.operator === 'instanceof')
        yield ['no-disallowed-binary-operators', `${node.operator} is not supported; use Object.hasOwn.`];
      return;
    case 'AssignmentExpression':
      yield* unsupportedAssignment(node.left, functions);
      return;
    case 'CallExpression':
      yield* unsupportedCall(node.callee as Expression, node.arguments as Expression[], functions);
      return;
    case 'ImportDeclaration':
      if (!MODULES.has(node.source.value))
        yield ['no-import', `${JSON.stringify(node.source.value)} cannot be imported; bundle it into the code.`];
  }
}

const RETURNED_FUNCTION: Unsupported = ['no-function-return', 'A function cannot be a return value.'];

function* unsupportedAssignment(left: AnyNode, functions: Functions): Iterable<Unsupported> {
  if (left.type !== 'Identifier') return;
  if (functions.has(left.name)) yield ['no-function-reassign', `${left.name} is a function and cannot be assigned to.`];
  if (left.name === 'ctx' || left.name === 'context')
    yield ['no-context-reassign', `${left.name} cannot be assigned to.`];
}

function* unsupportedCall(
  callee: Expression,
  values: readonly Expression[],
  functions: Functions,
): Iterable<Unsupported> {
  if (callee.type === 'Identifier') {
    if (callee.name === 'Function' || callee.name === 'eval')
      yield ['no-disallowed-methods', `${callee.name}() is not supported.`];
    if (functions.has(callee.name) && values.some((value) => isFunction(value, functions)))
      yield ['no-function-passing', `A function cannot be passed to ${callee.name}.`];
  }
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || callee.computed) return;
  const { name } = callee.property;
  if (name === 'apply' || name === 'bind' || name === 'call')
    yield ['no-disallowed-methods', `${name}() is not supported.`];
  if (name === 'sort' && values.length > 0) yield ['no-disallowed-methods', 'sort() takes no comparator.'];
}

function isFunction(node: AnyNode | null | undefined, functions: Functions): boolean {
  if (!node) return false;
  if (node.type === 'Identifier') return functions.has(node.name);
  return node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression';
}

/** All named functions of the code. */
function functionsOf(program: Program): Functions {
  const functions = new Map<string, Node>();
  for (const node of descendants(program)) {
    if (node.type === 'FunctionDeclaration' && node.id) functions.set(node.id.name, node);
    if (
      node.type === 'VariableDeclarator' &&
      node.id.type === 'Identifier' &&
      node.init &&
      isFunction(node.init, new Map())
    )
      functions.set(node.id.name, node.init);
  }
  return functions;
}

function reaches(from: string, target: string, functions: Functions, seen: Set<string>): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  const body = functions.get(from);
  if (!body) return false;
  for (const node of descendants(body as AnyNode)) {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') continue;
    if (node.callee.name === target || reaches(node.callee.name, target, functions, seen)) return true;
  }
  return false;
}

/** A node and everything below it, in the order of the code. */
function descendants(node: AnyNode, found: AnyNode[] = []): AnyNode[] {
  found.push(node);
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) for (const child of value) descendantsOf(child, found);
    else descendantsOf(value, found);
  }
  return found;
}

function descendantsOf(value: unknown, found: AnyNode[]): void {
  if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string')
    descendants(value as AnyNode, found);
}
