// npm start: installs what is missing, then hands over to start-app.ts on Node 24.
import { checkRunningNode, findNode, handOver, installPackages } from "./bootstrap.mjs";

checkRunningNode();
await installPackages();
handOver(findNode(), "start-app.ts", process.argv.slice(2));
