// The web app: a private bucket behind CloudFront, and the settings that the stack writes into it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';

/** What the page may do, whatever is in it. Where it may connect to stands in the page itself, which `publish` completes. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // What people chose as their picture comes with the answer, as a text; no other host is asked for an image.
  "img-src 'self' data:",
  "manifest-src 'self'",
  'connect-src *',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The address of the page, known before the rest of the stack, and what is published there, known after it. */
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
      // Nothing in it that a deploy does not bring again.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    this.#distribution = new Distribution(this, 'Distribution', {
      comment: 'Parley',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.#bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: this.#headers(),
        compress: true,
      },
    });
    this.origin = `https://${this.#distribution.domainName}`;
  }

  /**
   * Publishes the built page with its `config.json`; it may connect to `connectTo` and nowhere else. Files named by their
   * content are kept by browsers for good, the others are asked for each time.
   */
  publish(folder: string, config: Record<string, unknown>, connectTo: readonly string[]): void {
    const html = readFileSync(join(folder, 'index.html'), 'utf8').replace('{{connect-src}}', connectTo.join(' '));
    const common = { destinationBucket: this.#bucket, prune: false, memoryLimit: 256 };
    const code = new BucketDeployment(this, 'Code', {
      ...common,
      sources: [Source.asset(folder, { exclude: ['index.html', 'icon.svg'] })],
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    });
    const settings = new BucketDeployment(this, 'Settings', {
      ...common,
      sources: [
        Source.jsonData('config.json', config),
        Source.data('index.html', html),
        Source.asset(folder, { exclude: ['*', '!icon.svg'] }),
      ],
      cacheControl: [CacheControl.noCache()],
      distribution: this.#distribution,
      distributionPaths: ['/', '/index.html', '/config.json', '/icon.svg'],
    });
    // The page that names new code is published after the code.
    settings.node.addDependency(code);
  }

  #headers(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
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
