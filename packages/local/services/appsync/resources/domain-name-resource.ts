// AWS::AppSync::DomainName and DomainNameApiAssociation: a custom domain, and the API that it leads to.
import { PropertyReader, templateBroken } from '../../../template/properties.ts';
import type { Ids } from '../../resource-ids.ts';
import type { Created, Resource } from '../../resource-type.ts';
import type { AppSync } from '../appsync-service.ts';
import { findApi } from './api-resource.ts';

/** A domain of one host, in lower case: "AWS::AppSync::DomainName" has this pattern, and a length of up to 253. */
const DOMAIN = /^(?=.{1,253}$)(?:[a-z\d-]+\.)+[a-z\d-]+$/;

/** The hosted zone of all CloudFront distributions ("AWS::Route53::RecordSet AliasTarget"). */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** Names of AWS, which are the template's own hosts. */
const AWS_NAME = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|amazoncognito\.com|cloudfront\.net|on\.aws|localhost)$/;

/** Creates a domain: its DNS record and certificate are not needed on this machine. */
export function createDomainName({ logicalId, properties }: Resource, ids: Ids): Created {
  const reader = new PropertyReader(properties, logicalId);
  const domain = parseDomain(reader);
  reader.string('CertificateArn');
  const attributes = {
    AppSyncDomainName: `d${ids.label(logicalId, 13)}.cloudfront.net`,
    DomainName: domain,
    DomainNameArn: ids.arn('appsync', `domainnames/${domain}`),
    HostedZoneId: CLOUDFRONT_ZONE,
  };
  return { ref: domain, attributes, summary: `domain ${domain}` };
}

/** Serves an API at a domain. */
export function associateDomainName({ logicalId, properties }: Resource, appSync: AppSync): Created {
  const reader = new PropertyReader(properties, logicalId);
  const domain = parseDomain(reader);
  if (appSync.hasDomain(domain))
    throw templateBroken(logicalId, `the domain ${domain} is associated with an API already`);
  const { config } = findApi(reader, appSync);
  appSync.addDomain(config.id, domain);
  const identifier = `${domain}/ApiAssociation`;
  return { ref: identifier, attributes: { ApiAssociationIdentifier: identifier }, summary: `https://${domain}/event` };
}

function parseDomain(reader: PropertyReader): string {
  const domain = reader.string('DomainName');
  if (!DOMAIN.test(domain) || AWS_NAME.test(domain))
    throw templateBroken(
      reader.subject,
      `DomainName ${JSON.stringify(domain)} is not a domain of yours, such as events.example.com`,
    );
  return domain;
}
