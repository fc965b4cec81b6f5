// The page: a private bucket behind CloudFront, and the configuration that the stack writes into it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { cloudFrontName } from './cloudfront-name.ts';

/** The content security policy of the page. The addresses that it may connect to and load files from are in the page itself, which `publish` completes. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Users' pictures are data URLs in responses, previews of files are blobs; files are at the address that the page itself names.
  'img-src * data: blob:',
  'media-src * blob:',
  "manifest-src 'self'",
  "worker-src 'self'",
  'connect-src *',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Scripts and style sheets, which browsers may keep for good. The service worker is none: a browser would not find the next one. */
const NAMED_BY_CONTENT = /-[A-Z0-9]{8}\.(?:js|css)$/;

/** The origin of the page, which the rest of the stack needs, and its files, which need the rest of the stack. */
export class WebPage extends Construct {
  /** `https://….cloudfront.net` */
  readonly origin: string;
  readonly #bucket: Bucket;
  readonly #distribution: Distribution;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // A deploy restores everything in it.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    this.#distribution = new Distribution(this, 'Distribution', {
      comment: 'Parley',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.#bucket, {
          originAccessControl: new S3OriginAccessControl(this, 'Access', {
            originAccessControlName: cloudFrontName(this, 'page'),
          }),
        }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: this.#headers(),
        compress: true,
      },
    });
    this.origin = `https://${this.#distribution.domainName}`;
  }

  /**
   * Publishes the built page with its `config.json`; it may connect only to `connectTo`, and display files of `filesFrom`. Browsers cache files that are named by
   * their content, and revalidate the others each time.
   */
  publish(folder: string, config: Record<string, unknown>, connectTo: readonly string[], filesFrom: string): void {
    const html = readFileSync(join(folder, 'index.html'), 'utf8')
      .replace('{{connect-src}}', connectTo.join(' '))
      .replaceAll('{{files-src}}', filesFrom);
    const revalidated = readdirSync(folder).filter((file) => file !== 'index.html' && !NAMED_BY_CONTENT.test(file));
    const common = { destinationBucket: this.#bucket, prune: false, memoryLimit: 256 };
    const code = new BucketDeployment(this, 'Code', {
      ...common,
      sources: [Source.asset(folder, { exclude: ['index.html', ...revalidated] })],
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    });
    const settings = new BucketDeployment(this, 'Settings', {
      ...common,
      sources: [
        Source.jsonData('config.json', config),
        Source.data('index.html', html),
        Source.asset(folder, { exclude: ['*', ...revalidated.map((file) => `!${file}`)] }),
      ],
      cacheControl: [CacheControl.noCache()],
      distribution: this.#distribution,
      distributionPaths: ['/', '/index.html', '/config.json', ...revalidated.map((file) => `/${file}`)],
    });
    // The page that refers to new code is published after the code.
    settings.node.addDependency(code);
  }

  #headers(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: cloudFrontName(this, 'page'),
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: CONTENT_SECURITY_POLICY, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
      },
    });
  }
}
