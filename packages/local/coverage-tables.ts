// Documentation tables generated from the code: emulated resource types, faults, and choices where AWS documents nothing.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_CATALOG, FAULTS, HOPS } from './fault-injection/index.ts';
import { UNDOCUMENTED } from './services/appsync/index.ts';
import { coverage } from './services/resource-types.ts';
import { propertyNames } from './template/schemas/schema-check.ts';
import { isDescriptive } from './template/watched-properties.ts';

const HERE = import.meta.dirname;

/** `| type | coverage | what is missing | properties |`, a row for each resource type. */
export function coverageTable(): string {
  const sources = globSync('services/**/*.ts', { cwd: HERE, exclude: (name) => /\.test\.ts$/.test(String(name)) });
  const code = sources.map((file) => readFileSync(join(HERE, file), 'utf8')).join('\n');
  const words = new Set(code.match(/\b[A-Z]\w+\b/g));
  return table(
    ['resource type', 'coverage', 'what is missing or different', 'documented properties without effect'],
    coverage().map(({ type, coverage, notes }) => [
      `\`${type}\``,
      coverage,
      notes,
      coverage === 'accepted'
        ? ''
        : propertyNames(type)
            .filter((name) => !words.has(name) && !isDescriptive(name))
            .join(', '),
    ]),
  );
}

/** `| behaviour | our choice | source |`, a row for each open point of AppSync Events. */
export function choicesTable(): string {
  return table(
    ['behaviour', 'what the engine does', 'source'],
    Object.values(UNDOCUMENTED).map(({ about, does, mark, source }) => [about, does, `${mark}: ${source}`]),
  );
}

/** `| hop | fault | effect |`, a row for each fault of each hop, and one for the faults that are not possible there. */
export function faultsTable(): string {
  const rows = HOPS.flatMap((hop) => {
    const { description, faults, unsupported } = FAULT_CATALOG[hop];
    const supported = FAULTS.flatMap((fault) => {
      const known = faults[fault];
      return known ? [[`\`${fault}\``, known.effect + answersOf(known.answers)]] : [];
    });
    const reasons = Object.entries(unsupported).map(([fault, why]) => `\`${fault}\`: ${why}.`);
    return [
      [`**\`${hop}\`**`, '', description],
      ...[...supported, ['not possible', reasons.join(' ')]].map((row) => ['', ...row]),
    ];
  });
  return table(['hop', 'fault', 'effect'], rows);
}

function answersOf(answers: readonly (string | number)[] = []): string {
  return answers.length > 0 ? ` One of ${answers.map((answer) => `\`${answer}\``).join(', ')}.` : '';
}

/** A document with the table between `<!-- NAME -->` and `<!-- /NAME -->` generated again; `write` saves it. */
export function withTable(
  file: string,
  name: string,
  generated: string,
  write: boolean,
): { actual: string; expected: string } {
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for ${name}.`);
  const expected = `${text.slice(0, from)}${begin}\n${generated}\n${text.slice(to)}`;
  if (write) writeFileSync(file, expected);
  return { actual: text, expected };
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
