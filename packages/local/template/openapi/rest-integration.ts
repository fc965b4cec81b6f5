// The integration and the responses of a method of a REST API, from an OpenAPI operation.
import { type Operation, renamed, type Section, section } from './openapi-document.ts';

/** The Integration property of a method. */
export function restIntegration(integration: Section): Section {
  return {
    Type: String(integration['type']).toUpperCase(),
    ...renamed(integration, {
      httpMethod: 'IntegrationHttpMethod',
      uri: 'Uri',
      credentials: 'Credentials',
      requestTemplates: 'RequestTemplates',
      requestParameters: 'RequestParameters',
      timeoutInMillis: 'TimeoutInMillis',
      contentHandling: 'ContentHandling',
      connectionType: 'ConnectionType',
      connectionId: 'ConnectionId',
      tlsConfig: 'TlsConfig',
      responseTransferMode: 'ResponseTransferMode',
    }),
    ...(integration['passthroughBehavior'] !== undefined && {
      PassthroughBehavior: String(integration['passthroughBehavior']).toUpperCase(),
    }),
    IntegrationResponses: Object.entries(section(integration['responses'])).map(integrationResponse),
  };
}

/** The key of a response is a pattern for errors or statuses, or `default`. */
function integrationResponse([pattern, response]: [string, unknown]): Section {
  return {
    ...(pattern !== 'default' && { SelectionPattern: pattern }),
    ...renamed(section(response), {
      statusCode: 'StatusCode',
      responseParameters: 'ResponseParameters',
      responseTemplates: 'ResponseTemplates',
      contentHandling: 'ContentHandling',
    }),
  };
}

/** The MethodResponses property of a method: its statuses with their headers. */
export function methodResponses({ fields }: Operation): Section[] {
  return Object.entries(section(fields['responses']))
    .filter(([status]) => /^\d{3}$/.test(status))
    .map(([StatusCode, response]) => ({
      StatusCode,
      ResponseParameters: Object.fromEntries(
        Object.keys(section(section(response)['headers'])).map((name) => [`method.response.header.${name}`, true]),
      ),
    }));
}
