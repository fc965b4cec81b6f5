// AppSync's own functions, imported once for each bundle and under their own name, as AppSync's examples do.
export { runtime, util } from '@aws-appsync/utils';
