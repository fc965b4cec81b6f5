// `*` and `?` in actions, resources and conditions of a policy.

/**
 * Whether a text fits a pattern: `*` stands for any characters, `?` for one. Goes back only to the last `*`, so that no
 * pattern takes long.
 */
export function fitsPattern(pattern: string, text: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[from] === '*') {
      star = from++;
      resume = at;
    } else if (from < pattern.length && (pattern[from] === '?' || pattern[from] === text[at])) {
      from++;
      at++;
    } else if (star >= 0) {
      from = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[from] === '*') from++;
  return from === pattern.length;
}

// An ARN has six parts; the last one may hold colons. IAM User Guide, "Amazon Resource Names (ARNs)".
const ARN_PARTS = 6;

/** Whether an ARN fits a pattern part by part: a `*` does not reach over a colon. "IAM JSON policy elements: Condition operators". */
export function fitsArn(pattern: string, arn: string): boolean {
  const patterns = partsOf(pattern);
  const parts = partsOf(arn);
  return patterns.length === parts.length && patterns.every((part, index) => fitsPattern(part, parts[index] ?? ''));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}
