// Files of messages: a private bucket, a distribution that serves signed links, and the function that deletes what is no longer needed.
import { join } from 'node:path';
import type { FilesConfig } from '@parley/chat';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  type CfnDistribution,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestCookieBehavior,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { FILE_PREFIX } from '../db/file-rows.ts';
import {
  FILE_BYTES_PER_DAY,
  FILE_BYTES_PER_DAY_DEFAULT,
  FILE_MAX_BYTES,
  FILE_MAX_BYTES_DEFAULT,
  FILE_OPEN_UPLOADS,
  FILE_OPEN_UPLOADS_DEFAULT,
  FILE_TYPES,
  FILE_TYPES_DEFAULT,
  FILES_BUCKET,
} from '../environment.ts';
import { cloudFrontName } from './cloudfront-name.ts';
import { Handler } from './handler.construct.ts';
import type { Tables } from './tables.construct.ts';

/** Which files users may upload. */
export type FileSettings = {
  /** The largest file, in bytes, at most 5 GiB; 0 switches uploads off. @default 50 MiB */
  maxBytes: number;
  /** The allowed types: `image/*,application/pdf`. Programs are never allowed. @default all but programs */
  types: string;
  /** How many bytes one user may upload a day, at least `maxBytes`. @default 1 GiB */
  bytesPerDay: number;
  /** How many uploads of one user may be unfinished at one time. @default 20 */
  openUploads: number;
};

export type FilesProps = {
  tables: Tables;
  bundles: string;
  pageOrigin: string;
  /** The function that serves the routes of files. */
  signer: LambdaFunction;
  settings: Partial<FileSettings>;
};

/** The largest object of an upload in parts of 8 MiB that one request lists (Amazon S3 API reference, ListParts) and a function joins in time. */
const MAX_BYTES_MOST = 5 * 1024 ** 3;

/** A pending object is a day old at most when it is completed: files/file-rows.ts. S3 deletes it in the night after these days. */
const PENDING_DAYS = 2;

/** A removal is retried as long as the stream has it, 24 hours; docs/runbook.md says what to do afterwards. */
const AGE_MAX = Duration.hours(23);

/** Only removals of the rows of files: other records cost nothing. */
const FILTER = { eventName: ['REMOVE'], dynamodb: { Keys: { pk: { S: [{ prefix: FILE_PREFIX }] } } } };

/** The bucket is retained when the stack is deleted, as the tables are. */
export class Files extends Construct {
  readonly bucket: Bucket;
  /** What the page knows of files. */
  readonly config: FilesConfig;

  constructor(scope: Construct, id: string, { tables, bundles, pageOrigin, signer, settings }: FilesProps) {
    super(scope, id);
    const limits = checkedSettings(settings);
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      cors: [
        {
          allowedOrigins: [pageOrigin],
          allowedMethods: [HttpMethods.PUT],
          allowedHeaders: ['content-type', 'if-none-match', 'x-amz-tagging'],
          exposedHeaders: ['etag'],
          maxAge: 3_600,
        },
      ],
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        { tagFilters: { state: 'pending' }, expiration: Duration.days(PENDING_DAYS) },
      ],
    });
    this.bucket = bucket;
    const distribution = this.#distribution(bucket);
    this.config = {
      uploads: `https://${bucket.bucketRegionalDomainName}`,
      downloads: `https://${distribution.domainName}`,
      ...limits,
    };
    signer.addEnvironment(FILES_BUCKET, bucket.bucketName);
    signer.addEnvironment(FILE_MAX_BYTES, `${limits.maxBytes}`);
    signer.addEnvironment(FILE_TYPES, limits.types);
    signer.addEnvironment(FILE_BYTES_PER_DAY, `${limits.bytesPerDay}`);
    signer.addEnvironment(FILE_OPEN_UPLOADS, `${limits.openUploads}`);
    signer.addToRolePolicy(
      new PolicyStatement({
        // What it signs, and what it completes.
        actions: [
          's3:GetObject',
          's3:PutObject',
          's3:PutObjectTagging',
          's3:DeleteObjectTagging',
          's3:ListMultipartUploadParts',
        ],
        resources: [bucket.arnForObjects('*')],
      }),
    );
    // Otherwise S3 answers to a missing object as to one that may not be read.
    signer.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    this.#deletion(bucket, tables, bundles);
  }

  /**
   * Serves signed links of S3 under a host of its own: CloudFront passes the signature on and adds the headers that S3 cannot send. Without
   * a signature the bucket answers 403. Nothing is cached: a link ends when its signature does.
   */
  #distribution(bucket: Bucket): Distribution {
    const responseHeadersPolicy = new ResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyName: cloudFrontName(this, 'files'),
      securityHeadersBehavior: {
        // No script of a file runs, even if a browser displays it.
        contentSecurityPolicy: {
          contentSecurityPolicy: "sandbox; default-src 'none'; frame-ancestors 'none'",
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
      },
    });
    const originRequestPolicy = new OriginRequestPolicy(this, 'Signatures', {
      originRequestPolicyName: cloudFrontName(this, 'files'),
      queryStringBehavior: OriginRequestQueryStringBehavior.all(),
      headerBehavior: OriginRequestHeaderBehavior.none(),
      cookieBehavior: OriginRequestCookieBehavior.none(),
    });
    const distribution = new Distribution(this, 'Downloads', {
      comment: 'Parley, files',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withBucketDefaults(bucket),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy,
        responseHeadersPolicy,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        compress: false,
      },
    });
    // The host name that is signed: files/file-store.ts.
    const { defaultChild } = distribution.node;
    (defaultChild as CfnDistribution).addPropertyOverride(
      'DistributionConfig.Origins.0.DomainName',
      bucket.bucketDomainName,
    );
    return distribution;
  }

  /** The second and last reader of the chat table's stream: more than two for a shard are throttled (see notifications.construct.ts). */
  #deletion(bucket: Bucket, tables: Tables, bundles: string): void {
    const stream = tables.chat.tableStreamArn;
    if (!stream) throw new Error('The chat table has no stream.');
    const { function: deletion } = new Handler(this, 'Delete', {
      bundle: join(bundles, 'delete-files'),
      tables,
      logActions: [],
      chatActions: [],
      memorySize: 256,
      timeout: Duration.seconds(60),
      environment: { [FILES_BUCKET]: bucket.bucketName },
    });
    const allow = (actions: string[], resource: string) =>
      deletion.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
    allow(['s3:DeleteObject'], bucket.arnForObjects('*'));
    allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], stream);
    // It cannot be restricted to a resource: Service Authorization Reference, DynamoDB.
    allow(['dynamodb:ListStreams'], '*');
    const mapping = new CfnEventSourceMapping(this, 'Removals', {
      eventSourceArn: stream,
      functionName: deletion.functionName,
      startingPosition: 'TRIM_HORIZON',
      filterCriteria: { filters: [{ pattern: JSON.stringify(FILTER) }] },
      batchSize: 100,
      functionResponseTypes: ['ReportBatchItemFailures'],
      maximumRetryAttempts: -1,
      maximumRecordAgeInSeconds: AGE_MAX.toSeconds(),
    });
    // Lambda tests the permissions of the role when a mapping is created.
    mapping.node.addDependency(deletion.role ?? deletion);
  }
}

function checkedSettings({
  maxBytes = FILE_MAX_BYTES_DEFAULT,
  types = FILE_TYPES_DEFAULT,
  bytesPerDay = Math.max(FILE_BYTES_PER_DAY_DEFAULT, maxBytes),
  openUploads = FILE_OPEN_UPLOADS_DEFAULT,
}: Partial<FileSettings>): FileSettings {
  if (!Number.isInteger(maxBytes) || maxBytes < 0 || maxBytes > MAX_BYTES_MOST)
    throw new Error(`files.maxBytes: a whole number of bytes from 0 to ${MAX_BYTES_MOST} is needed.`);
  if (!Number.isInteger(bytesPerDay) || bytesPerDay < maxBytes)
    throw new Error('files.bytesPerDay: a whole number of bytes of at least maxBytes is needed.');
  if (!Number.isInteger(openUploads) || openUploads < 1 || openUploads > 100)
    throw new Error('files.openUploads: a whole number from 1 to 100 is needed.');
  if (!types.split(',').every((one) => /^(?:\*|[a-z0-9.+-]+)\/(?:\*|[a-z0-9.+-]+)$/.test(one.trim())))
    throw new Error('files.types: media types separated by commas are needed, such as image/*,application/pdf.');
  return { maxBytes, types, bytesPerDay, openUploads };
}
