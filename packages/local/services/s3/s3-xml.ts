// The XML of S3: elements of responses, errors, and the few elements of request bodies that it reads.
import { AwsError } from '../../errors.ts';

/** An element's content: text, elements by name in order, or several elements of one name. */
export type XmlContent = string | number | boolean | { readonly [name: string]: XmlContent | undefined } | XmlContent[];

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A document with one root element. */
export function encodeDocument(root: string, content: XmlContent, namespace = NAMESPACE): string {
  const attribute = namespace === '' ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${encodeContent(content)}</${root}>`;
}

function encodeContent(content: XmlContent): string {
  if (typeof content !== 'object') return escapeText(String(content));
  if (Array.isArray(content)) return content.map(encodeContent).join('');
  return Object.entries(content)
    .map(([name, value]) => {
      if (value === undefined) return '';
      const several = Array.isArray(value) ? value : [value];
      return several.map((one) => `<${name}>${encodeContent(one)}</${name}>`).join('');
    })
    .join('');
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

/** The contents of all elements of a name within a text. Elements of one name are not nested in each other in the bodies of S3. */
export function elements(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?(?:/>|>(.*?)</${name}\\s*>)`, 'gs'));
  return Array.from(found, ([, content = '']) => content);
}

/** The text of the first element of a name; undefined when there is none. */
export function textOf(xml: string, name: string): string | undefined {
  const content = elements(xml, name)[0];
  return content === undefined ? undefined : unescapeText(content);
}

/** The root element of a body; throws S3's error for a body that does not have it. */
export function rootOf(xml: string, name: string): string {
  const [root] = elements(xml.replace(/<!--.*?-->/gs, ''), name);
  // Entities that a document declares itself would have to be expanded.
  if (root !== undefined && !/<!(?:DOCTYPE|ENTITY|\[CDATA)/i.test(xml)) return root;
  throw new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeText(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name: string | undefined) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
