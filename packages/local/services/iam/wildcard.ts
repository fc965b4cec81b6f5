// Matches the wildcards `*` and `?` in a policy's actions, resources and conditions.

/**
 * Whether a text matches a pattern: `*` stands for any characters, `?` for one. Backtracks only to the last `*`, so that no
 * pattern takes exponential time.
 */
export function matchesPattern(pattern: string, text: string): boolean {
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

/** Whether an ARN matches a pattern part by part: a `*` does not match a colon between parts. "IAM JSON policy elements: Condition operators". */
export function matchesArn(pattern: string, arn: string): boolean {
  const patterns = partsOf(pattern);
  const parts = partsOf(arn);
  return patterns.length === parts.length && patterns.every((part, index) => matchesPattern(part, parts[index] ?? ''));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}
