// Mapping templates: the methods that they call, and what they cannot reach.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileTemplate } from './mapping-template.ts';

test('a template calls the methods of Java that texts, lists and maps have, and no others', async () => {
  const rendered = async (text: string, body: unknown) => {
    const template = await compileTemplate(text);
    const parameters = { path: {}, querystring: {}, header: {} };
    return template({ body: JSON.stringify(body), parameters, context: {}, stageVariables: {} });
  };
  const calls: [string, unknown, string][] = [
    [`$input.path('$.t').replaceAll("(\\d)", "<$1>") $input.path('$.t').length()`, { t: 'a1b2' }, 'a<1>b<2> 4'],
    [`$util.escapeJavaScript($input.path('$.t')).replaceAll("\\\\'","'")`, { t: "it's" }, "it's"],
    [`$input.path('$.l').size() $input.path('$.l').get(1) $input.path('$.l').isEmpty()`, { l: [1, 2] }, '2 2 false'],
    [
      `$input.path('$.m').keySet() $input.path('$.m').containsKey('x') $input.path('$.m').toString()`,
      { m: { a: 1 } },
      '[a] false {a=1}',
    ],
    [
      `$util.base64Decode($util.base64Encode("ü")) $util.urlEncode("a b&c") $util.urlDecode("a+b%26c")`,
      {},
      'ü a+b%26c a b&c',
    ],
    [`$util.parseJson($input.path('$.j')).k.get(0)`, { j: '{"k":["v"]}' }, 'v'],
  ];
  for (const [text, body, expected] of calls) assert.equal(await rendered(text, body), expected);
  assert.equal(await rendered(`$input.body.constructor("x")$util.constructor`, {}), '');
  await assert.rejects(rendered(`$input.body.getClass()`, {}), /getClass\(\) of a text is not emulated/);
  await assert.rejects(rendered(`$input.path('$..a')`, {}), /The JSONPath \$\.\.a is not emulated/);
});
