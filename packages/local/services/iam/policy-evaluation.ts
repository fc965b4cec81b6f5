// Evaluates policies: an explicit deny wins, then an allow; without either, access is denied.
import { type Context, evaluateConditions } from './policy-condition.ts';
import type { Statement } from './policy-document.ts';
import { matchesPattern } from './wildcard.ts';

/** An action on a resource, and what is known of the request. */
export type AccessRequest = { action: string; resource: string; context: Context };

/** The result of an evaluation. `unknown` names the element that the engine cannot evaluate and therefore denies. */
export type Decision = { effect: 'allowed' | 'denied' | 'not allowed'; unknown?: string };

/** Evaluates a request against the statements of all policies of a caller. IAM User Guide, "Policy evaluation logic". */
export function evaluate(statements: readonly Statement[], request: AccessRequest): Decision {
  let effect: Decision['effect'] = 'not allowed';
  let unknown: string | undefined;
  for (const statement of statements.filter((one) => applies(one, request))) {
    const verdict = evaluateConditions(statement.conditions, request.context);
    if ('unknown' in verdict) {
      unknown ??= verdict.unknown;
      if (statement.effect === 'Deny') return { effect: 'denied', unknown };
    } else if (verdict.holds) {
      if (statement.effect === 'Deny') return { effect: 'denied' };
      effect = 'allowed';
    }
  }
  return { effect, ...(effect !== 'allowed' && unknown !== undefined && { unknown }) };
}

function applies(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  const { actions, notActions, resources, notResources } = statement;
  // Actions are case-insensitive, ARNs are not: IAM User Guide, "IAM JSON policy elements: Action".
  const matchesAction = (patterns: readonly string[]) =>
    patterns.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()));
  const matchesResource = (patterns: readonly string[]) =>
    patterns.some((pattern) => {
      const filled = substitute(pattern, context);
      return filled !== undefined && matchesPattern(filled, resource);
    });
  return (
    (notActions.length > 0 ? !matchesAction(notActions) : matchesAction(actions)) &&
    (notResources.length > 0 ? !matchesResource(notResources) : matchesResource(resources))
  );
}

/** Substitutes policy variables; undefined when one of them is unknown. "IAM policy elements: Variables and tags". */
function substitute(pattern: string, context: Context): string | undefined {
  let isKnown = true;
  const filled = pattern.replace(/\$\{([^{}]*)\}/g, (_, name: string) => {
    const value = context[name.toLowerCase()];
    if (typeof value !== 'string') isKnown = false;
    return String(value);
  });
  return isKnown ? filled : undefined;
}
