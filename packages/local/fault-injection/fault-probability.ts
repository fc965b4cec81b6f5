// Chance that can be repeated: a number for each happening, that depends on nothing else that happens.

/**
 * A number from 0 to 1 (exclusive) for the n-th happening that a rule counts at a hop. It is made from these four alone, so
 * neither the other hops nor the time change a decision.
 */
export function chanceOf(seed: number, hop: string, rule: number, ordinal: number): number {
  const text = `${seed}/${hop}/${rule}/${ordinal}`;
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  // FNV-1a alone leaves neighbours alike; MurmurHash3's last step spreads each bit over all.
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 32;
}
