// Parses templates in YAML: CloudFormation's short forms (`!Ref`, `!GetAtt`) become the full forms of JSON.
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';

/** Parses a template in YAML. Throws a SyntaxError that says what is wrong and where. */
export function parseYaml(text: string): unknown {
  // A tag that YAML does not know is CloudFormation's; `plain` handles it.
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw new SyntaxError(error.message.split('\n')[0]?.replace(/:$/, ''));
  return plain(document.contents);
}

function plain(node: unknown): unknown {
  if (isAlias(node)) throw new SyntaxError('aliases are not supported in templates');
  const value = isMap(node)
    ? Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)]))
    : isSeq(node)
      ? node.items.map(plain)
      : isScalar(node)
        ? node.value
        : null;
  const tag = (node as Node | null)?.tag;
  return tag?.startsWith('!') && tag !== '!' ? call(tag.slice(1), value) : value;
}

/** Source: CloudFormation user guide, "Intrinsic function reference": the short form of each function. */
function call(name: string, value: unknown): unknown {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  // `!GetAtt Table.StreamArn`: the resource's id ends at the first dot.
  if (name === 'GetAtt' && typeof value === 'string') {
    const [id = '', ...path] = value.split('.');
    return { 'Fn::GetAtt': [id, path.join('.')] };
  }
  return { [`Fn::${name}`]: value };
}
