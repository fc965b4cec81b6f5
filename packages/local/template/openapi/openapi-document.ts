// Reads an OpenAPI document with API Gateway's extensions: its operations and their security.
// Source: API Gateway developer guide, "OpenAPI extensions for API Gateway".
import { notEmulated, templateBroken } from '../properties.ts';

/** An object of a template, before its intrinsic functions are resolved. */
export type Section = Readonly<Record<string, unknown>>;

/** An operation: `method` is `GET` or `ANY`. */
export type Operation = { path: string; method: string; fields: Section };

/** A security scheme with the authorizer that it stands for, if it has one. */
export type SecurityScheme = { name: string; scheme: Section; authorizer: Section | undefined };

const METHODS: ReadonlySet<string> = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch']);
const ANY = 'x-amazon-apigateway-any-method';
const INTEGRATION = 'x-amazon-apigateway-integration';

/** The document of an API, whose extensions are all in `known`. */
export function openDocument(logicalId: string, body: unknown, known: ReadonlySet<string>): Section {
  const document = section(body);
  const isDocument = 'paths' in document && ('openapi' in document || 'swagger' in document);
  if (!isDocument) throw notEmulated(logicalId, 'a Body that is no OpenAPI document in the template');
  rejectUnknown(logicalId, document, known);
  return document;
}

/** The operations of a document, in its order. */
export function operationsOf(logicalId: string, { paths }: Section, known: ReadonlySet<string>): Operation[] {
  return Object.entries(section(paths)).flatMap(([path, methods]) =>
    Object.entries(section(methods)).flatMap(([name, operation]) => {
      if (name !== ANY && !METHODS.has(name)) return [];
      const fields = section(operation);
      rejectUnknown(logicalId, fields, known);
      return [{ path, method: name === ANY ? 'ANY' : name.toUpperCase(), fields }];
    }),
  );
}

/** The integration of an operation. */
export function integrationOf(logicalId: string, { path, method, fields }: Operation): Section {
  const integration = fields[INTEGRATION];
  if (integration === undefined) throw templateBroken(logicalId, `${method} ${path} has no ${INTEGRATION}`);
  return section(integration);
}

/** The security schemes, of Swagger 2 or OpenAPI 3. */
export function securitySchemes(document: Section): SecurityScheme[] {
  const schemes = section(document['securityDefinitions'] ?? section(document['components'])['securitySchemes']);
  return Object.entries(schemes).map(([name, value]) => {
    const scheme = section(value);
    const authorizer = scheme['x-amazon-apigateway-authorizer'];
    return { name, scheme, authorizer: authorizer === undefined ? undefined : section(authorizer) };
  });
}

/** The schemes that an operation requires, with their scopes; those of the document when it has none of its own. */
export function requirementsOf(document: Section, { fields }: Operation): Map<string, unknown> {
  const security = fields['security'] ?? document['security'] ?? [];
  return new Map((security as unknown[]).flatMap((requirement) => Object.entries(section(requirement))));
}

/** Renames the fields of a section that it has: `{ timeoutInMillis: 'TimeoutInMillis' }`. */
export function renamed(from: Section, names: Readonly<Record<string, string>>): Section {
  const present = Object.entries(names).filter(([name]) => from[name] !== undefined);
  return Object.fromEntries(present.map(([name, property]) => [property, from[name]]));
}

/** An object; anything else is an empty one. */
export function section(value: unknown): Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Section) : {};
}

function rejectUnknown(logicalId: string, fields: Section, known: ReadonlySet<string>): void {
  const unknown = Object.keys(fields).find((name) => name.startsWith('x-amazon-apigateway-') && !known.has(name));
  if (unknown !== undefined) throw notEmulated(logicalId, `${unknown} in an OpenAPI document`);
}
