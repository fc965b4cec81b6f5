// Previews of links: what their function may do with the bucket of the files, and when the images expire.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { FILES_BUCKET } from '../environment.ts';

/** Longer than a row of a preview lasts, so that no preview names an image that is gone: packages/cloud/db/preview-rows.ts. */
const EXPIRATION = Duration.days(9);

/** Gives the function of previews a prefix of the bucket. It may not list it, and nothing else in it is the function's. */
export function addPreviewImages(bucket: Bucket, previews: LambdaFunction): void {
  previews.addEnvironment(FILES_BUCKET, bucket.bucketName);
  previews.addToRolePolicy(
    new PolicyStatement({
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [bucket.arnForObjects('previews/*')],
    }),
  );
  bucket.addLifecycleRule({ prefix: 'previews/', expiration: EXPIRATION });
}
