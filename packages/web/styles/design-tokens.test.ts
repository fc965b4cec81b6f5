// The design tokens: the contrast that the style sheet states is the contrast of its colours, and sufficient.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** WCAG 2.2: text has a contrast of 4.5:1 to its background, the edge of a control 3:1. */
const TEXT_MIN = 4.5;
const EDGE_MIN = 3;

/** What is only seen as an edge or a surface. */
const EDGES: ReadonlySet<string> = new Set(['border-strong', 'destructive', 'destructive-hover']);

const sheet = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

/** Each colour, light and dark. */
const colours = new Map(
  [...sheet.matchAll(/--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));/g)].map(
    ([, name = '', light = '', dark = '', both]) => [name, [both ?? light, both ?? dark]] as const,
  ),
);

test('every stated contrast is the one of the colours, and sufficient', () => {
  const stated = [...sheet.matchAll(/--([\w-]+): .*; \/\* on (.+): ([\d.]+) and ([\d.]+) \*\//g)];
  assert.ok(stated.length > 12, `${stated.length} statements`);
  for (const [, name = '', backgrounds = '', ...ratios] of stated) {
    const computed = [0, 1].map((scheme) =>
      Math.min(...backgrounds.split(', ').map((background) => contrast(of(name, scheme), of(background, scheme)))),
    );
    // Rounded down: 4.49 is not 4.5.
    assert.deepEqual(
      computed.map((ratio) => (Math.floor(ratio * 10) / 10).toFixed(1)),
      ratios,
      name,
    );
    for (const ratio of computed) assert.ok(ratio >= (EDGES.has(name) ? EDGE_MIN : TEXT_MIN), `${name}: ${ratio}`);
  }
});

test('every colour of a text states its contrast', () => {
  const surfaces =
    /^(?:background|sidebar|surface|hover|selected|own-message|mention|danger-surface|border|avatar-\d)$/;
  for (const name of colours.keys())
    if (!surfaces.test(name)) assert.match(sheet, new RegExp(`--${name}: .*; /\\* on `), name);
});

function of(name: string, scheme: number): string {
  const colour = colours.get(name)?.[scheme];
  assert.ok(colour, `There is no colour ${name}.`);
  return colour;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
