// The type of the texts for errors of the HTTP API, whose own sentences are in English.
import type { ApiErrorCode } from '@parley/chat';

/** What a response has beside its code: `mutedUntil` (ISO 8601, UTC), and `slowModeSeconds`, the interval of slow mode. */
type ProblemFields = Readonly<Record<string, unknown>>;

/** The text for a code; undefined where the sentence of the server is shown. */
export type Problem = (code: string, fields: ProblemFields) => string | undefined;

/** A text for every code. */
export type ProblemTexts = Readonly<Record<ApiErrorCode, string>>;

/** The texts of a language. Those of a mute and of slow mode have a time. */
export function problemsOf(
  texts: ProblemTexts,
  { mutedUntil, slowMode }: { mutedUntil: (until: string) => string; slowMode: (seconds: number) => string },
): Problem {
  return (code, fields) => {
    if (code === 'muted' && typeof fields['mutedUntil'] === 'string') return mutedUntil(fields['mutedUntil']);
    if (code === 'rate-limited' && typeof fields['slowModeSeconds'] === 'number')
      return slowMode(fields['slowModeSeconds']);
    return Object.hasOwn(texts, code) ? texts[code as ApiErrorCode] : undefined;
  };
}
