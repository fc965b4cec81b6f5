// Repeatable randomness: a number for each operation that depends on no other operation.

/**
 * A number from 0 to 1 (exclusive) for the n-th operation that a rule matches at a hop. It is computed from these four values
 * alone, so neither the other hops nor the time change a decision.
 */
export function repeatableRandom(seed: number, hop: string, rule: number, ordinal: number): number {
  const text = `${seed}/${hop}/${rule}/${ordinal}`;
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  // FNV-1a alone gives similar values for similar texts; MurmurHash3's final step spreads each bit over all of them.
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 32;
}
