// The bucket of the search index, and what the function that searches may do with it.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { SEARCH_BUCKET } from '../environment.ts';

/** A search writes what is missing again. So the words of deleted messages disappear, and so do objects that no list names. */
const EXPIRATION = Duration.days(30);

/** A private bucket, whose objects are made of the log and expire. */
export class SearchIndex extends Construct {
  readonly #bucket: Bucket;

  constructor(scope: Construct, id: string, search: LambdaFunction) {
    super(scope, id);
    this.#bucket = new Bucket(this, 'Segments', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: EXPIRATION }],
      // A search makes everything in it again.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    this.allow(search);
  }

  /** Lets a function read and write the index. */
  allow(to: LambdaFunction): void {
    to.addEnvironment(SEARCH_BUCKET, this.#bucket.bucketName);
    to.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        resources: [this.#bucket.arnForObjects('*')],
      }),
    );
  }
}
