// What markdown-it would call in rules that messages do not have: build.ts leaves the packages that it is from out of the page.

/** Named character references: messages have none. */
export function decodeHTMLStrict(text: string): string {
  return text;
}

/** Finds addresses: `text-segments.ts` does. */
export class LinkifyIt {}

// biome-ignore lint/style/noDefaultExport: that of punycode.js.
export { decodeHTMLStrict as default };
