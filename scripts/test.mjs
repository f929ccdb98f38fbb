// npm test: installs what is missing, then hands over to test-app.ts on Node 24.
//   npm test                    everything
//   npm test -- unit            one part: static, unit, db or e2e; several may be named
//   npm test -- db lib/server   only the tests whose path holds lib/server
import { checkRunningNode, findNode, handOver, installPackages } from "./bootstrap.mjs";

checkRunningNode();
await installPackages();
handOver(findNode(), "test-app.ts", process.argv.slice(2));
