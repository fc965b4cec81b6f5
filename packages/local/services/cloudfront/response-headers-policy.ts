// The headers of a response headers policy (CloudFront Developer Guide, response headers policies).
import { type Properties, PropertyReader } from '../../template/properties.ts';

type Config = {
  SecurityHeadersConfig?: {
    ContentSecurityPolicy?: { ContentSecurityPolicy: string };
    ContentTypeOptions?: object;
    FrameOptions?: { FrameOption: string };
    ReferrerPolicy?: { ReferrerPolicy: string };
    StrictTransportSecurity?: { AccessControlMaxAgeSec: number; IncludeSubdomains?: boolean; Preload?: boolean };
    XSSProtection?: { Protection: boolean; ModeBlock?: boolean; ReportUri?: string };
  };
  CustomHeadersConfig?: { Items?: { Header: string; Value: string }[] };
};

/** The headers that a policy adds. A part that is not emulated is rejected by name. */
export function responseHeaders(logicalId: string, input: unknown): Record<string, string> {
  const config = (input ?? {}) as Config & Properties;
  new PropertyReader(config, logicalId).rejectNotEmulated([
    'CorsConfig',
    'RemoveHeadersConfig',
    'ServerTimingHeadersConfig',
  ]);
  const security = config.SecurityHeadersConfig ?? {};
  const headers: Record<string, string> = {};
  if (security.ContentSecurityPolicy)
    headers['content-security-policy'] = security.ContentSecurityPolicy.ContentSecurityPolicy;
  if (security.ContentTypeOptions) headers['x-content-type-options'] = 'nosniff';
  if (security.FrameOptions) headers['x-frame-options'] = security.FrameOptions.FrameOption;
  if (security.ReferrerPolicy) headers['referrer-policy'] = security.ReferrerPolicy.ReferrerPolicy;
  if (security.XSSProtection) headers['x-xss-protection'] = xssProtection(security.XSSProtection);
  if (security.StrictTransportSecurity) {
    const { AccessControlMaxAgeSec, IncludeSubdomains, Preload } = security.StrictTransportSecurity;
    headers['strict-transport-security'] =
      `max-age=${AccessControlMaxAgeSec}${IncludeSubdomains ? '; includeSubDomains' : ''}${Preload ? '; preload' : ''}`;
  }
  for (const { Header, Value } of config.CustomHeadersConfig?.Items ?? []) headers[Header.toLowerCase()] = Value;
  return headers;
}

function xssProtection({
  Protection,
  ModeBlock,
  ReportUri,
}: {
  Protection: boolean;
  ModeBlock?: boolean;
  ReportUri?: string;
}) {
  return `${Protection ? '1' : '0'}${ModeBlock ? '; mode=block' : ''}${ReportUri ? `; report=${ReportUri}` : ''}`;
}
