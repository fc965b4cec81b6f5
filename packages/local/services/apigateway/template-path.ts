// JSONPath, as far as mapping templates and parameter mappings use it: `$.a['b'][0].c[*]`.

const STEP = /^(?:\.([^.[\]'"()\s*]+)|\.(\*)|\[\s*'([^']*)'\s*\]|\[\s*"([^"]*)"\s*\]|\[\s*(-?\d+)\s*\]|\[\s*(\*)\s*\])/;

/** Evaluates a path; undefined when the value does not exist. Throws a SyntaxError for what is not emulated, such as filters. */
export function evaluateJsonPath(path: string, root: unknown): unknown {
  const text = path.trim();
  if (!text.startsWith('$')) throw notEmulated(path);
  let values = [root];
  let several = false;
  for (let at = 1; at < text.length; ) {
    const step = STEP.exec(text.slice(at));
    if (!step) throw notEmulated(path);
    const [whole, dotted, dottedStar, single, double, index, star] = step;
    at += whole.length;
    if (dottedStar !== undefined || star !== undefined) {
      several = true;
      values = values.flatMap((value) => (isObject(value) ? Object.values(value) : []));
    } else {
      const name = dotted ?? single ?? double;
      values = values.flatMap((value) =>
        name === undefined ? elementOf(value, Number(index)) : memberOf(value, name),
      );
    }
  }
  return several ? values : values[0];
}

function memberOf(value: unknown, name: string): unknown[] {
  return isObject(value) && !Array.isArray(value) && Object.hasOwn(value, name) ? [value[name]] : [];
}

function elementOf(value: unknown, index: number): unknown[] {
  const element = Array.isArray(value) ? value.at(index) : undefined;
  return element === undefined ? [] : [element];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function notEmulated(path: string): SyntaxError {
  return new SyntaxError(`The JSONPath ${path} is not emulated.`);
}
