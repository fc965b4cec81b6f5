// Imports APIs that are defined by an OpenAPI document: they become the resources of which CDK's templates consist.
import { importHttpApi } from './http-api-import.ts';
import { type Section, section } from './openapi-document.ts';
import { importRestApi } from './rest-api-import.ts';

/** What a document of each type becomes: resources by their logical ids, that of the API first. */
const IMPORTS: Readonly<Record<string, (logicalId: string, properties: Section) => [string, Section][]>> = {
  'AWS::ApiGatewayV2::Api': importHttpApi,
  'AWS::ApiGateway::RestApi': importRestApi,
};

/** Replaces the `Body` of APIs by resources of their own, which exist under the condition of their API. */
export function importOpenApi(resources: Section): Section {
  return Object.fromEntries(
    Object.entries(resources).flatMap(([id, resource]): [string, unknown][] => {
      const { Type, Properties, ...attributes } = section(resource);
      const properties = section(Properties);
      const importApi = properties['Body'] === undefined ? undefined : IMPORTS[String(Type)];
      if (!importApi) return [[id, resource]];
      const { Condition } = attributes;
      return importApi(id, properties).map(([own, one]) => [
        own,
        { ...(own === id ? attributes : Condition !== undefined && { Condition }), ...one },
      ]);
    }),
  );
}
