// Random texts: Unicode, what is expensive for careless code, and both mixed.
import fc from 'fast-check';
import { FRAMES, MARKDOWN_PARTS, PARTS, repeated } from './hostile-texts.ts';

/** A text that a person or an attacker may send, of at most about the length of the longest message. */
export function hostileText(lengthMax = 10_000): fc.Arbitrary<string> {
  const part = fc.constantFrom(...PARTS, ...MARKDOWN_PARTS);
  return fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    { weight: 3, arbitrary: fc.array(part, { maxLength: 40 }).map((parts) => parts.join('')) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
    // Lone surrogates.
    { weight: 1, arbitrary: fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)) },
    {
      weight: 1,
      arbitrary: fc.tuple(part, fc.constantFrom(...FRAMES), fc.nat(lengthMax)).map((given) => repeated(...given)),
    },
  );
}
