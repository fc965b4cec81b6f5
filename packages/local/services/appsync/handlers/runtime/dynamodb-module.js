// What `import * as ddb from '@aws-appsync/utils/dynamodb'` gives.
export * from 'parley:dynamodb-helpers.js';
