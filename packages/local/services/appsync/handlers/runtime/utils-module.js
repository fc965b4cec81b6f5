// What `import { util } from '@aws-appsync/utils'` gives: the globals under their own names.
export const { extensions, runtime, util } = globalThis;
