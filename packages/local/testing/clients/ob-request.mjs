// ob-appsync-events-request as a function uses it: signs with the credentials of its environment. Prints the response.
// Its package.json names a file that does not exist; bundlers find this one.
import { PublishRequest } from 'ob-appsync-events-request/dist/index.mjs';

const { endpoint, channel } = JSON.parse(process.argv[2]);
const response = await fetch(await PublishRequest.signed(endpoint, channel, { over: 'a signed request' }));
console.log(JSON.stringify({ status: response.status, body: await response.json() }));
