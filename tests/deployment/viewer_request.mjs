// Runs a CloudFront function as its runtime does: a script without modules, network, files,
// timers or process, whose `handler` is given the event. Reads {code, requests} on standard input
// and writes what becomes of the requests.
import { createContext, runInContext } from 'node:vm';

const { code, requests } = JSON.parse(await new Response(process.stdin).text());
const context = createContext({ console }, { codeGeneration: { strings: false, wasm: false } });
runInContext(code, context, { filename: 'function.js' });
context.events = JSON.stringify(requests.map((request) => ({
  version: '1.0',
  context: { distributionDomainName: 'd1.cloudfront.net', distributionId: 'E1', eventType: 'viewer-request', requestId: 'r1' },
  viewer: { ip: '198.51.100.7' },
  request,
})));
// Events and answers are objects of the function's own realm.
process.stdout.write(runInContext('JSON.stringify(JSON.parse(events).map((event) => handler(event)))', context));
