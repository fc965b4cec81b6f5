// Whether policies allow an action: an explicit deny wins, then an allow, and what nobody allows is denied.
import { type Context, judge } from './policy-condition.ts';
import type { Statement } from './policy-document.ts';
import { fitsPattern } from './wildcard.ts';

/** What a caller wants to do. */
export type Wish = { action: string; resource: string; context: Context };

/** What policies say to it. `unknown` names what the engine could not judge; it then denied. */
export type Decision = { effect: 'allowed' | 'denied' | 'not allowed'; unknown?: string };

/** Judges a wish by the statements of all policies of a caller. IAM User Guide, "Policy evaluation logic". */
export function evaluate(statements: readonly Statement[], wish: Wish): Decision {
  let effect: Decision['effect'] = 'not allowed';
  let unknown: string | undefined;
  for (const statement of statements.filter((one) => isAbout(one, wish))) {
    const verdict = judge(statement.conditions, wish.context);
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

function isAbout(statement: Statement, { action, resource, context }: Wish): boolean {
  const { actions, notActions, resources, notResources } = statement;
  // Names of actions are the same in any case, ARNs are not: IAM User Guide, "IAM JSON policy elements: Action".
  const named = (patterns: readonly string[]) =>
    patterns.some((pattern) => fitsPattern(pattern.toLowerCase(), action.toLowerCase()));
  const meant = (patterns: readonly string[]) =>
    patterns.some((pattern) => {
      const filled = fill(pattern, context);
      return filled !== undefined && fitsPattern(filled, resource);
    });
  return (
    (notActions.length > 0 ? !named(notActions) : named(actions)) &&
    (notResources.length > 0 ? !meant(notResources) : meant(resources))
  );
}

/** Puts policy variables in; nothing when one of them is not known. "IAM policy elements: Variables and tags". */
function fill(pattern: string, context: Context): string | undefined {
  let isKnown = true;
  const filled = pattern.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const value = context[name.toLowerCase()];
    if (typeof value !== 'string') isKnown = false;
    return String(value);
  });
  return isKnown ? filled : undefined;
}
